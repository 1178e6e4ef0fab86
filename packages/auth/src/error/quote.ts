/** The most characters of a word of another party in a message. */
const MAX_LENGTH = 200;

/**
 * Writes the word of another party, such as an issuer or a claim, for a message: in quotes, so that it
 * reads as a quotation and not as advice, and no more of it than 200 characters.
 */
export function quote(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined");
  const shown = text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
  return typeof value === "string" ? JSON.stringify(shown) : shown;
}
