/** Characters of a text that is matched. */
const MAX_LENGTH = 256;
/** Quantifiers without an end, each of which multiplies the work by the length. */
const MAX_OPEN = 2;

/**
 * Says whether a text matches a pattern of JSON Schema, of which another party may be the author: one
 * that could take longer than the square of the length is matched by nothing.
 */
export function matchesSimply(text: string, pattern: string): boolean {
  if (text.length > MAX_LENGTH || !isSimple(pattern)) return false;
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return false;
  }
}

/** Repeats no group, refers to none, and has few quantifiers without an end. */
function isSimple(pattern: string): boolean {
  const plain = pattern.replace(/\\[^1-9k]|\[(?:\\.|[^\]\\])*\]/g, "x");
  if (/\)[*+?{]|\\[1-9k]/.test(plain)) return false;
  return (plain.match(/[*+]|\{\d*,\d*\}/g) ?? []).length <= MAX_OPEN;
}
