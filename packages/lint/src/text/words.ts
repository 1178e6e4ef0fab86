/** Words that say nothing about the purpose of a tool. */
const EMPTY = new Set(
  (
    "a an and any are as at be by can for from given get gets has have if in into is it its no not of on one only " +
    "or return returns returning such that the their them then there this to tool use used uses using when which will with you your"
  ).split(" "),
);

/** Splits a text or a name into its words: in lower case, `camelCase` and `snake_case` divided. */
export function wordsOf(text: string): string[] {
  const divided = text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2");
  return (divided.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(toStem);
}

/** The words of a text that say something. */
export function termsOf(text: string): string[] {
  return wordsOf(text).filter((word) => !EMPTY.has(word));
}

/** Makes the forms of a word equal: `files`, `queries`, `listing`. */
function toStem(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 3 && /[^su]s$/.test(word)) return word.slice(0, -1);
  if (word.length > 6 && word.endsWith("ing")) return word.slice(0, -3);
  return word;
}
