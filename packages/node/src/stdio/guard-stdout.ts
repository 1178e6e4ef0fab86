type Write = typeof process.stdout.write;

/**
 * Reserves standard output for the protocol; the output of other code goes to standard error.
 *
 * The first such write is reported to `warn`, because on standard output it would have broken the
 * connection (2026-07-28, stdio).
 */
export function guardStdout(warn: (message: string) => void): {
  readonly write: (data: string | Uint8Array) => void;
  readonly release: () => void;
} {
  const original = process.stdout.write;
  const write = original.bind(process.stdout);
  let hasWarned = false;
  process.stdout.write = ((...args: Parameters<Write>) => {
    if (args[0].length > 0 && !hasWarned) {
      hasWarned = true;
      warn(
        "Output to stdout was redirected to stderr, because stdout carries the protocol; use console.error or ctx.log",
      );
    }
    return process.stderr.write(...args);
  }) as Write;
  return {
    write: (data) => {
      write(data);
    },
    release: () => {
      process.stdout.write = original;
    },
  };
}
