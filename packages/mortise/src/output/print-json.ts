import { toJson } from "./printable.ts";

const INDENT = 2;

/** Writes one JSON document to standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(toDocument(value));
}

/** Returns a value as a JSON document, indented and with a line end. */
export function toDocument(value: unknown): string {
  return `${toJson(value, INDENT)}\n`;
}
