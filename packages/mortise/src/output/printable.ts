// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out.
const CONTROL = /\u001b\[[0-?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Removes control characters, except tabs and line ends, from text of a server, so that it cannot move
 * the cursor or overwrite the terminal.
 */
export function toPrintable(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(CONTROL, "");
}

/** Removes control characters and line ends. */
export function toLine(text: string): string {
  return toPrintable(text).replaceAll(/\s+/g, " ").trim();
}
