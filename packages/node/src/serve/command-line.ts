import { MortiseError } from "@mortise/protocol";
import { readInstanceCount } from "../backplane/instance-count.ts";
import { refuseOldFlag } from "../backplane/old-names.ts";
import type { ListenOptions } from "../http/listen.ts";
import { readWorkerCount } from "../worker/worker-count.ts";
import { refuseMisspelt } from "./misspelt-flag.ts";

/** How a server is served, by its command line; `undefined` for flags that are absent. */
export interface CommandLine {
  /** Where to listen; `undefined` without `--http` and `--port`. */
  readonly http: ListenOptions | undefined;
  /** The number of workers. */
  readonly workers: number | undefined;
  /** The URL of the backplane. */
  readonly backplane: string | undefined;
  /** The number of instances behind one address. */
  readonly instances: number | undefined;
}

/** A flag of the command line, with what may be its value. */
interface Flag {
  readonly name: string;
  /** The text after `=`. */
  readonly inline: string | undefined;
  /** The argument after it. */
  readonly next: string | undefined;
}

const FLAGS = ["--http", "--port", "--host", "--workers", "--backplane", "--instances"] as const;

/**
 * Reads `--http [port]`, `--port n`, `--host name`, `--workers n|auto`, `--backplane url` and
 * `--instances n`. Any other argument is the program's own, and so is each one after `--`.
 *
 * @throws MortiseError `INVALID_OPTION` for one of these flags with a missing or wrong value, for one
 * that is misspelt, and for a flag whose name has changed.
 */
export function readCommandLine(argv: readonly string[]): CommandLine {
  let isHttp = false;
  let port: number | undefined;
  let host: string | undefined;
  let workers: number | undefined;
  let backplane: string | undefined;
  let instances: number | undefined;
  for (const [index, argument] of argv.entries()) {
    if (argument === "--") break;
    const flag = readFlag(argument, argv[index + 1]);
    refuseOldFlag(flag.name);
    refuseMisspelt(flag.name, FLAGS);
    if (flag.name === "--http" || flag.name === "--port") {
      isHttp = true;
      const value = findValue(flag);
      if (value !== undefined) port = readPort(value);
    } else if (flag.name === "--host") host = readValue(flag, "a host name or address");
    else if (flag.name === "--workers") workers = readWorkerCount(findValue(flag) ?? "");
    else if (flag.name === "--backplane") backplane = readValue(flag, "a URL");
    else if (flag.name === "--instances") {
      instances = readInstanceCount(readValue(flag, "a number"));
    }
  }
  const place = { ...(port !== undefined && { port }), ...(host !== undefined && { host }) };
  return { http: isHttp ? place : undefined, workers, backplane, instances };
}

/** Splits `--flag=value` at the first `=`; the value may contain more of them. */
function readFlag(argument: string, next: string | undefined): Flag {
  const cut = argument.indexOf("=");
  if (cut < 0) return { name: argument, inline: undefined, next };
  return { name: argument.slice(0, cut), inline: argument.slice(cut + 1), next };
}

/** Returns the value of a flag; the next argument is none if it is a flag itself. */
function findValue({ inline, next }: Flag): string | undefined {
  return inline ?? (next?.startsWith("-") ? undefined : next);
}

function readValue(flag: Flag, what: string): string {
  const value = findValue(flag);
  if (value !== undefined && value !== "") return value;
  throw new MortiseError("INVALID_OPTION", `${flag.name} requires a value: ${what}`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new MortiseError("INVALID_OPTION", `${JSON.stringify(text)} is not a port; use 0 to 65535`);
}
