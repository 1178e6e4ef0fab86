import { STOP_WORDS, SYNONYMS, VERBS } from "./vocabulary.ts";

/** A word that was read as another. */
export interface Correction {
  readonly written: string;
  readonly read: string;
}

/** A text with its misspelt words replaced. */
export interface Corrected {
  readonly text: string;
  readonly corrections: readonly Correction[];
}

/** Longer texts are no questions, and each of their words would cost a search. */
const TEXT_LIMIT = 1000;
/** Shorter words are near to too many others. */
const MIN_LENGTH = 4;
/** Longer words may have two mistakes. */
const LONG = 8;

const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ["plz", "please"],
  ["pls", "please"],
  ["teh", "the"],
  ["whats", "what's"],
]);

/** Everyday words that are near to words of tools and mean something else. */
const EVERYDAY: ReadonlySet<string> = new Set(
  (
    "owe owes owed owing older later least great create state stated plane planes owner over under after before first " +
    "place placed cost costs more most less than under above below between since until still even " +
    "paid unpaid said same name names named date dates data days week weeks month months year years " +
    "time times total sum average largest smallest oldest newest cheapest both only just each other " +
    "another every next back down left right call called case cases does done have make made many " +
    "much must need needs none note notes once open part past real send sent side such sure take " +
    "them then they this thus turn very want wants were when will with work works your yours " +
    "last latest lost list spend spent does dose wrote written sent gave given took taken sold bought where which while whose would could should anything everything something nothing today"
  ).split(" "),
);

/** Says whether a word is an everyday one, which is no misspelt word of a tool and no name. */
export function isEveryday(word: string): boolean {
  return EVERYDAY.has(word);
}

/**
 * Replaces words that are nearly, but not quite, one of the words that tools use; quoted text, names
 * and ids stay. Each replacement is listed, so that the answer can name it.
 */
export function correctSpelling(text: string, toolWords: ReadonlySet<string>): Corrected {
  if (text.length > TEXT_LIMIT) return { text, corrections: [] };
  const corrections: Correction[] = [];
  const known = new Set([...toolWords, ...STOP_WORDS, ...VERBS, ...SYNONYMS.keys()]);
  const parts = text.split(/("[^"]*"|“[^”]*”|\S*[\d@#/_.:]\S*)/);
  const corrected = parts.map((part, index) =>
    index % 2 === 1
      ? part
      : part.replace(/(?<![\p{L}'’-])\p{Ll}+(?![\p{L}'’-])|^\p{Lu}\p{Ll}+(?=\s)/gu, (found, at) => {
          // The first word has a capital without being a name.
          if (/^\p{Lu}/u.test(found) && (index > 0 || at > 0)) return found;
          const word = found.toLowerCase();
          if (endsName(part.slice(0, at), known)) return found;
          const read = ABBREVIATIONS.get(word) ?? findMeant(word, known, toolWords);
          if (read === undefined) return found;
          if (!ABBREVIATIONS.has(word)) corrections.push({ written: word, read });
          return read;
        }),
  );
  return { text: corrected.join(""), corrections };
}

function findMeant(
  word: string,
  known: ReadonlySet<string>,
  toolWords: ReadonlySet<string>,
): string | undefined {
  if (word.length < MIN_LENGTH || isEveryday(word) || isKnown(word, known)) return undefined;
  const limit = word.length >= LONG ? 2 : 1;
  const near = [...new Set([...toolWords, ...VERBS, ...SYNONYMS.keys()])]
    .filter((other) => other.length >= MIN_LENGTH && Math.abs(other.length - word.length) <= limit)
    // A first letter is seldom wrong; it is at most exchanged with the second.
    .filter((other) => other[0] === word[0] || (other[0] === word[1] && other[1] === word[0]))
    .map((other) => ({ other, distance: typingDistance(word, other) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  const [best, second] = near;
  const isUnique = best && (second === undefined || second.distance > best.distance);
  return isUnique || areForms(near.map(({ other }) => other)) ? best?.other : undefined;
}

/** Says whether the word after a text is the second one of a name: "does kaya" goes on with "stark". */
function endsName(before: string, known: ReadonlySet<string>): boolean {
  const [, first] =
    /(?:^(?:has|have|does|did|is)|\b(?:of|for|customer|client))\s+([a-z-]+)\s+$/i.exec(before) ??
    [];
  return first !== undefined && !isKnown(first, known) && !isEveryday(first);
}

/** Says whether words are forms of one: "ticket" and "tickets". */
function areForms(words: readonly string[]): boolean {
  return words.length > 0 && new Set(words.map((word) => word.replace(/s$/, ""))).size === 1;
}

function isKnown(word: string, known: ReadonlySet<string>): boolean {
  return (
    ["", "s", "es", "ed", "d", "ing"].some(
      (suffix) => word.endsWith(suffix) && known.has(word.slice(0, word.length - suffix.length)),
    ) || known.has(`${word}s`)
  );
}

/** Counts the letters that were left out, added, replaced or exchanged with the next. */
function typingDistance(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      const exchanged =
        left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
          ? (before[j - 2] ?? Infinity) + 1
          : Infinity;
      next.push(Math.min(replaced, exchanged, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
