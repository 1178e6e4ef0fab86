import { MortiseError } from "@mortise/protocol";

/** Where a member stands: the names from the root of the document. */
export type MemberPath = readonly string[];

/** A language of configuration files, edited as text. */
export interface TextFormat {
  /** Reads a document; throws MortiseError `INVALID_OPTION` with line and column when it is broken. */
  read(text: string): unknown;
  /** Writes a member that does not exist yet, with the objects above it. */
  insert(text: string, path: MemberPath, value: unknown): string;
  /** Writes a member anew where it stands. */
  replace(text: string, path: MemberPath, value: unknown): string;
  /** Takes a member out, and leaves the objects above it. */
  remove(text: string, path: MemberPath): string;
  /** Writes a member as a document of its own, to be put in by hand. */
  write(path: MemberPath, value: unknown): string;
}

/** The fault of a document at a place in it, without a word of the text, which may be secret. */
export function brokenAt(text: string, offset: number, fault: string): MortiseError {
  const before = text.slice(0, offset).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  const at = `line ${before.length}, column ${column}`;
  return new MortiseError("INVALID_OPTION", `${fault} at ${at}; correct it, and try again`);
}

/** Returns the line end that a text uses; `\n` when it has none. */
export function lineEndOf(text: string): string {
  const at = text.indexOf("\n");
  return at > 0 && text[at - 1] === "\r" ? "\r\n" : "\n";
}

/** Writes lines with the line end of a text. */
export function withLineEnd(written: string, lineEnd: string): string {
  return lineEnd === "\n" ? written : written.replaceAll("\n", lineEnd);
}

/** Returns where the line of an offset ends: at its line end, or at the end of the text. */
export function endOfLine(text: string, offset: number): number {
  const at = text.indexOf("\n", offset);
  if (at === -1) return text.length;
  return at > offset && text[at - 1] === "\r" ? at - 1 : at;
}

/** Returns where the line of an offset begins. */
export function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}
