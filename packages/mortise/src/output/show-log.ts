import type { LogEntry } from "@mortise/client";
import { toLine } from "./printable.ts";

/** Writes a log message of a server to standard error. */
export function showLog({ level, logger, data }: LogEntry): void {
  process.stderr.write(`${toLine([level, logger ?? ""].join(" "))}: ${toLine(data)}\n`);
}
