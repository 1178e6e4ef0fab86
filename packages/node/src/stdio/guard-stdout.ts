import { tolerateLostStderr } from "./lost-stderr.ts";

type Write = typeof process.stdout.write;

/** The guard of this process's standard output, across copies of this package. */
const GUARD = Symbol.for("mortise.stdout");

interface Guard {
  /** Writes to standard output itself. */
  readonly original: Write;
  /** Whether other code wrote before there was a server to report it. */
  hasStray: boolean;
  /** Takes the first such write; `undefined` until a server is served. */
  warn: (() => void) | undefined;
}

const slot = globalThis as { [GUARD]?: Guard };

const REDIRECTED =
  "Output to stdout was redirected to stderr, because stdout carries the protocol; use console.error or ctx.log";
const TOO_EARLY =
  "Output was written to stdout before serve() was called, and many clients fail on it, because stdout carries the protocol; write it with console.error, or export the server and start the file with mortise run";

/** How much the protocol itself has written, when it was served before. */
let expectedBytes = 0;

/**
 * Reserves standard output for the protocol before there is a server, and returns what gives it back.
 *
 * The output of other code goes to standard error, such as the banner of a library that a server file
 * imports. The next server on standard output takes the reservation over, reports the first such
 * write, and ends it. Giving back does nothing from then on, nor when it was reserved already.
 *
 * For programs that import server files and serve them over stdio, as `mortise run` does. Importing
 * this package reserves nothing, not even where standard output is a pipe: clients, agents and tests
 * import it too, and a program such as `node report.ts | jq` would lose its output.
 */
export function reserveStdout(): () => void {
  if (slot[GUARD]) return () => undefined;
  const guard = install();
  return () => {
    if (!guard.warn) uninstall(guard);
  };
}

/**
 * Takes standard output for the protocol; the output of other code goes to standard error.
 *
 * The first such write is reported to `warn`, because on standard output it would have broken the
 * connection (2026-07-28, stdio); so is what is there already, which nothing can take back.
 */
export function guardStdout(warn: (message: string) => void): {
  readonly write: (data: string | Uint8Array) => void;
  readonly release: () => void;
} {
  // Of a file the count is unknown; in a terminal a person reads it, and no client.
  const { bytesWritten = 0, isTTY } = process.stdout;
  if (!isTTY && bytesWritten > expectedBytes) warn(TOO_EARLY);
  const guard = slot[GUARD] ?? install();
  let hasWarned = false;
  guard.warn = () => {
    if (hasWarned) return;
    hasWarned = true;
    warn(REDIRECTED);
  };
  if (guard.hasStray) guard.warn();
  const write = guard.original.bind(process.stdout);
  return {
    write: (data) => {
      write(data);
    },
    release: () => {
      expectedBytes = process.stdout.bytesWritten;
      uninstall(guard);
    },
  };
}

function install(): Guard {
  const guard: Guard = { original: process.stdout.write, hasStray: false, warn: undefined };
  tolerateLostStderr();
  process.stdout.write = ((...args: Parameters<Write>) => {
    if (args[0].length > 0) {
      guard.hasStray = true;
      guard.warn?.();
    }
    return process.stderr.write(...args);
  }) as Write;
  slot[GUARD] = guard;
  return guard;
}

function uninstall(guard: Guard): void {
  if (slot[GUARD] !== guard) return;
  process.stdout.write = guard.original;
  delete slot[GUARD];
}
