import type { WireRow } from "../../contract/index.ts";

/** The first line of a wire log in a file. */
export const LOG_FORMAT = "mortise-wire-log";

/** The newest version of the format that is read and written. */
export const LOG_VERSION = 1;

/** Writes rows as lines of JSON: the format and its version first, then a row on each line. */
export function writeLog(rows: readonly WireRow[], exportedAt: number): string {
  const head = { format: LOG_FORMAT, version: LOG_VERSION, exportedAt };
  return [head, ...rows].map((line) => `${JSON.stringify(line)}\n`).join("");
}
