import { errorColor } from "./color.ts";
import { toPrintable } from "./printable.ts";

/** Writes something that the user should know, and that fails nothing, to standard error. */
export function writeNote(text: string): void {
  process.stderr.write(`${errorColor.yellow("note")} ${toPrintable(text)}\n`);
}
