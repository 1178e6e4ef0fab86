import type { LogLine } from "../../contract/index.ts";

/** The mark that an answer to a client has in place of an unexpected error, whose words are in the log alone. */
const REFERENCE = /internal error \(([0-9a-f]{8})\)/;

/** Returns the newest line of the log with the unexpected error that a result only refers to. */
export function findReason(result: unknown, logs: readonly LogLine[]): LogLine | undefined {
  const reference = REFERENCE.exec(JSON.stringify(result ?? null))?.[1];
  if (reference === undefined) return undefined;
  return logs.findLast(({ text }) => text.includes(`(${reference})`));
}

/** The first line of what the server logged, without the mark of its log. */
export function writeReason({ text }: LogLine): string {
  return (text.split("\n")[0] ?? "").replace(/^\[mortise\] error: /, "");
}
