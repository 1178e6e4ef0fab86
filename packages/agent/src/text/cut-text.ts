/**
 * Gives the beginning of a text, of at most `limit` UTF-16 code units; never half a character,
 * which providers refuse as invalid JSON.
 */
export function cutText(text: string, limit: number): string {
  return text.slice(0, boundaryAt(text, limit));
}

/** Gives the nearest place at or before `index` that does not lie within a character. */
export function boundaryAt(text: string, index: number): number {
  return index > 0 && isHigh(text, index - 1) && isLow(text, index) ? index - 1 : index;
}

function isHigh(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800;
}

function isLow(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00;
}
