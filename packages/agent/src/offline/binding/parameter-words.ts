import { words } from "../language/tokenize.ts";

/** Words of a parameter's name that say only that it is an identifier. */
export const ID_WORDS: ReadonlySet<string> = new Set([
  "id",
  "key",
  "number",
  "ref",
  "uuid",
  "num",
  "no",
]);

/** Gives the stems of a parameter's name that say what it is about. */
export function parameterWords(key: string): string[] {
  const all = words(key);
  const telling = all.filter((word) => !ID_WORDS.has(word));
  return telling.length ? telling : all;
}
