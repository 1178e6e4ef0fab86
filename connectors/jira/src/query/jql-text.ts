/** Writes a text as a quoted JQL value that cannot end early. */
export function quoteJql(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

/**
 * Gives the words of a text as JQL's `~` takes them, or an empty text when it has none.
 *
 * What the operator would read as wildcards, boosts or boolean words is taken out, because a model
 * passes on what people wrote.
 */
export function toJqlWords(text: string): string {
  return text
    .replace(/[^\p{L}\p{N}_]+/gu, " ")
    .replace(/\b(AND|OR|NOT)\b/g, (word) => word.toLowerCase())
    .trim();
}
