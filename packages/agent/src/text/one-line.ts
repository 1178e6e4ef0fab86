import { cutText } from "./cut-text.ts";

/**
 * Gives a text of a server as one line of at most `limit` characters, for a place among the agent's own
 * words: line ends, control, bidirectional and invisible characters become blanks.
 */
export function oneLine(text: string, limit: number): string {
  return cutText(text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim(), limit);
}
