import { MortiseError } from "@mortise/protocol";
import { readInstanceCount } from "../backplane/instance-count.ts";
import { refuseOldFlag } from "../backplane/old-names.ts";
import type { ListenOptions } from "../http/listen.ts";
import { readWorkerCount } from "../worker/worker-count.ts";

/** How a server is served, as its command line says. */
export interface CommandLine {
  /** Where to listen; `undefined` without `--http` or `--port`. */
  readonly http: ListenOptions | undefined;
  readonly workers: number | undefined;
  readonly backplane: string | undefined;
  readonly instances: number | undefined;
}

/**
 * Reads `--http [port]`, `--port n`, `--host name`, `--workers n|auto`, `--backplane url` and
 * `--instances n`. Any other argument is the program's own.
 *
 * @throws MortiseError `INVALID_OPTION` for one of these flags with a missing or wrong value, and for
 * a flag whose name has changed.
 */
export function readCommandLine(argv: readonly string[]): CommandLine {
  let isHttp = false;
  let port: number | undefined;
  let host: string | undefined;
  let workers: number | undefined;
  let backplane: string | undefined;
  let instances: number | undefined;
  for (const [index, argument] of argv.entries()) {
    const [flag, inline] = splitFlag(argument);
    const next = inline ?? argv[index + 1];
    refuseOldFlag(flag);
    if (flag === "--http" || flag === "--port") {
      isHttp = true;
      // What follows may be another option; what is joined by "=" is meant.
      if (next !== undefined && (inline !== undefined || !next.startsWith("-")))
        port = readPort(next);
    } else if (flag === "--host") host = readValue(flag, inline, next, "a name or an address");
    else if (flag === "--workers") workers = readWorkerCount(next ?? "");
    else if (flag === "--backplane") backplane = readValue(flag, inline, next, "a URL");
    else if (flag === "--instances")
      instances = readInstanceCount(Number(readValue(flag, inline, next, "a number")));
  }
  const place = { ...(port !== undefined && { port }), ...(host !== undefined && { host }) };
  return { http: isHttp ? place : undefined, workers, backplane, instances };
}

/** Cuts `--flag=value` at its first sign; a URL may hold more of them. */
function splitFlag(argument: string): readonly [flag: string, value: string | undefined] {
  const cut = argument.indexOf("=");
  return cut < 0 ? [argument, undefined] : [argument.slice(0, cut), argument.slice(cut + 1)];
}

/** Gives what follows an option that means nothing alone; only what is joined by "=" may look like another. */
function readValue(
  flag: string,
  inline: string | undefined,
  next: string | undefined,
  what: string,
): string {
  const isGiven =
    next !== undefined && next !== "" && (inline !== undefined || !next.startsWith("-"));
  if (isGiven) return next;
  throw new MortiseError("INVALID_OPTION", `${flag} needs ${what} behind it, and there is none`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new MortiseError("INVALID_OPTION", `${JSON.stringify(text)} is no port; use 0 to 65535`);
}
