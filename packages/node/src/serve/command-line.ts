import { MortiseError } from "@mortise/protocol";
import type { ListenOptions } from "../http/listen.ts";
import { readWorkerCount } from "../worker/worker-count.ts";

/** What the command line of a server says about how it is served. */
export interface CommandLine {
  /** Where to listen; `undefined` where HTTP is not asked for. */
  readonly http: ListenOptions | undefined;
  readonly workers: number | undefined;
  readonly store: string | undefined;
}

/**
 * Reads `--http [port]`, `--port n`, `--host name`, `--workers n|auto` and `--store url`; what else
 * is there is the program's own.
 *
 * @throws MortiseError `INVALID_OPTION` for an option of these whose value is missing or is none.
 */
export function readCommandLine(argv: readonly string[]): CommandLine {
  let isHttp = false;
  let port: number | undefined;
  let host: string | undefined;
  let workers: number | undefined;
  let store: string | undefined;
  for (const [index, argument] of argv.entries()) {
    const [flag, inline] = splitFlag(argument);
    const next = inline ?? argv[index + 1];
    if (flag === "--http" || flag === "--port") {
      isHttp = true;
      // What follows may be another option; what is joined by "=" is meant.
      if (next !== undefined && (inline !== undefined || !next.startsWith("-")))
        port = readPort(next);
    } else if (flag === "--host") host = readValue(flag, inline, next, "a name or an address");
    else if (flag === "--workers") workers = readWorkerCount(next ?? "");
    else if (flag === "--store") store = readValue(flag, inline, next, "a URL");
  }
  const place = { ...(port !== undefined && { port }), ...(host !== undefined && { host }) };
  return { http: isHttp ? place : undefined, workers, store };
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
