import { MortiseError } from "@mortise/protocol";

/** Commands to a terminal, whole: strings such as window titles (OSC, DCS …) up to their end, and CSI. */
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out.
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0080-\u009f]*(?:\u0007|\u001b\\|\u009c)|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/**
 * Characters that are not seen, or change how others are: bidirectional controls, characters of no
 * width, tags. Emoji keep the joiners and selectors that belong to them.
 */
const HIDDEN =
  /\p{RGI_Emoji_ZWJ_Sequence}|(?<!\p{Emoji})[\ufe0e\ufe0f]|[\u2028\u2029\ufff9-\ufffb]|[\p{Default_Ignorable_Code_Point}--[\ufe0e\ufe0f]]/gv;
/** The length from which a match of {@link HIDDEN} is an emoji. */
const EMOJI_LENGTH = 3;

/**
 * Removes control, bidirectional and invisible characters, except tabs and line ends, from text of a
 * server or a model, so that it cannot move the cursor, overwrite the terminal or hide a part of
 * itself. Other values than text are written as JSON.
 */
export function toPrintable(text: unknown): string {
  if (typeof text !== "string") return text === undefined ? "" : toJson(text);
  const plain = text.replaceAll("\r\n", "\n").replaceAll(SEQUENCE, "").replaceAll(CONTROL, "");
  return plain.replaceAll(HIDDEN, (match) => (match.length < EMOJI_LENGTH ? "" : match));
}

/** Removes control and invisible characters, and line ends. */
export function toLine(text: unknown): string {
  return toPrintable(text).replaceAll(/\s+/g, " ").trim();
}

/**
 * Returns a name of a server as it is, or as JSON with escapes when it holds more than is seen: two
 * names that differ never look the same.
 */
export function toName(name: string): string {
  return typeof name === "string" && toLine(name) === name ? name : toJson(name);
}

/**
 * Writes JSON whose control, bidirectional and invisible characters are escapes (RFC 8259, 7).
 *
 * @throws MortiseError `INVALID_RESPONSE` for a value of a server that is nested deeper than JSON can be
 * written.
 */
export function toJson(value: unknown, indent?: number): string {
  const json = writeJson(value, indent);
  return json
    .replaceAll(/[\u007f-\u009f]/g, escapeUnits)
    .replaceAll(HIDDEN, (match) => (match.length < EMOJI_LENGTH ? escapeUnits(match) : match));
}

function writeJson(value: unknown, indent: number | undefined): string {
  try {
    return JSON.stringify(value, null, indent) ?? "null";
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const message = "The server sent a value that is nested too deep, or too large, to be written";
    throw new MortiseError("INVALID_RESPONSE", message, { cause });
  }
}

function escapeUnits(text: string): string {
  let escaped = "";
  for (let index = 0; index < text.length; index += 1) {
    escaped += `\\u${text.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}
