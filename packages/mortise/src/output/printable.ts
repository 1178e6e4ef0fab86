// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out.
const CONTROL = /\u001b\[[0-?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Takes control characters out of what a server sent, except tabs and line ends, so that it cannot
 * move the cursor or write over what stands on the terminal.
 */
export function toPrintable(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(CONTROL, "");
}

/** The same on one line. */
export function toLine(text: string): string {
  return toPrintable(text).replaceAll(/\s+/g, " ").trim();
}
