import { redactText } from "./redact-text.ts";

/**
 * Characters that move a cursor, begin a line, or are not seen: control and format characters, such
 * as those that turn the direction of text. An emoji keeps the joiners that belong to it.
 */
const UNSEEN = /\p{RGI_Emoji}|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gv;
const IS_UNSEEN = /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]$/v;

/** Characters of a text that are logged. */
const MAX_LENGTH = 32_768;

/**
 * Writes a text as one line that is safe to log: control, bidirectional and invisible characters as
 * `\x0A` or `\u{202E}`, credentials as `(redacted)`, and no more than 32,768 characters.
 *
 * Another party that has its words logged can neither begin a line of its own nor move the cursor of
 * the operator's terminal.
 */
export function toLogLine(text: string): string {
  return redactText(cut(text)).replace(UNSEEN, (match) =>
    IS_UNSEEN.test(match) ? toEscape(match) : match,
  );
}

/** Writes the stack of an error as lines that are safe to log; those of its message are indented. */
export function toLogLines(stack: string): string {
  const lines = redactText(cut(stack)).split("\n");
  return lines
    .map((line, index) => `${index === 0 || /^\s/.test(line) ? "" : "    "}${toLogLine(line)}`)
    .join("\n");
}

function cut(text: string): string {
  if (text.length <= MAX_LENGTH) return text;
  return `${text.slice(0, MAX_LENGTH)} … (${text.length - MAX_LENGTH} more characters)`;
}

function toEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  return code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
}
