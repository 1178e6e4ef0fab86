/** Writes a text as a quoted JQL value that cannot end early. */
export function quoteJql(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

/**
 * Returns the words of a text as JQL's `~` takes them; an empty text if it has none.
 *
 * Removes characters that the operator reads as wildcards, boosts or boolean words, because a model
 * passes on text that people wrote.
 */
export function toJqlWords(text: string): string {
  return text
    .replace(/[^\p{L}\p{N}_]+/gu, " ")
    .replace(/\b(AND|OR|NOT)\b/g, (word) => word.toLowerCase())
    .trim();
}
