import { STOP_WORDS, SYNONYMS } from "./vocabulary.ts";

/** Reduces a word to its stem and its group's head word. */
export function stem(word: string): string {
  const bare = withoutSuffix(word.toLowerCase());
  return SYNONYMS.get(bare) ?? bare;
}

function withoutSuffix(word: string): string {
  let bare = word;
  if (bare.length > 4 && bare.endsWith("ies")) bare = `${bare.slice(0, -3)}y`;
  else if (bare.length > 4 && /(ses|xes|ches|shes)$/.test(bare)) bare = bare.slice(0, -2);
  else if (bare.length > 3 && bare.endsWith("s") && !/(ss|us|is)$/.test(bare)) {
    bare = bare.slice(0, -1);
  }
  if (bare.length > 6 && bare.endsWith("ing")) return bare.slice(0, -3);
  return bare.length > 6 && bare.endsWith("ed") ? bare.slice(0, -2) : bare;
}

/** Splits text, camelCase and snake_case included, into stems. */
export function words(text: string): string[] {
  return rawWords(text).map(stem);
}

/** Splits text, camelCase and snake_case included, into lower-case words as written. */
export function rawWords(text: string): string[] {
  return (
    text
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .match(/[a-z]+|\d+/g) ?? []
  );
}

/** Gives the stems of a text that carry its subject. */
export function subjectWords(text: string): string[] {
  return rawWords(text)
    .filter((word) => word.length > 1 && !STOP_WORDS.has(word))
    .map(stem)
    .filter((word) => !STOP_WORDS.has(word));
}

/** Writes an identifier's words apart: `created_at` becomes `created at`. */
export function humanize(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_\-.]+/g, " ")
    .trim();
}
