import MiniSearch from "minisearch";
import type { Page, Section } from "./page.ts";

/** A section that a search found. */
interface Finding {
  /** The path of its page. */
  readonly page: string;
  /** The headings that lead to it, as `Serve a server > Behind a proxy`. */
  readonly heading: string;
  /** The lines around the words that were found. */
  readonly excerpt: string;
}

/** Searches pages by words. */
export type PageSearch = (words: string, limit: number) => readonly Finding[];

const EXCERPT_LENGTH = 600;

/** Words that say nothing about a question. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  "a an and are as at be by can do does for from how i if in into is it my of on or that the this to what when with you your".split(
    " ",
  ),
);

/** Makes an index of the sections of pages. */
export function indexPages(pages: readonly Page[]): PageSearch {
  const sections = pages.flatMap((page) => page.sections.map((section) => ({ page, section })));
  const index = new MiniSearch({
    fields: ["heading", "title", "text"],
    // Names in code, such as `ctx.signal`, are found whole and by their parts.
    tokenize: (text) => text.match(/[\p{L}\p{N}_$@.-]*[\p{L}\p{N}]|[\p{L}\p{N}]+/gu) ?? [],
    processTerm: (term) => {
      const lower = term.toLowerCase();
      return STOP_WORDS.has(lower) ? null : [lower, ...splitName(term)];
    },
    searchOptions: {
      boost: { heading: 4, title: 2 },
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 4 ? 0.15 : false),
      combineWith: "OR",
    },
  });
  index.addAll(
    sections.map(({ page, section }, id) => ({
      id,
      title: page.title,
      heading: section.headings.at(-1),
      text: section.text,
    })),
  );
  return (words, limit) =>
    index
      .search(words)
      .slice(0, limit)
      .flatMap(({ id, terms }) => {
        const found = sections[id as number];
        if (!found) return [];
        const { page, section } = found;
        return [
          {
            page: page.path,
            heading: section.headings.join(" > "),
            excerpt: cut(section, terms),
          },
        ];
      });
}

function splitName(term: string): string[] {
  const parts = term
    .split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u)
    .filter((part) => part.length > 1);
  return parts.length > 1 ? parts.map((part) => part.toLowerCase()) : [];
}

/** Cuts the lines around the first of the terms out of a section. */
function cut({ text }: Section, terms: readonly string[]): string {
  const trimmed = text.trim();
  if (trimmed.length <= EXCERPT_LENGTH) return trimmed;
  const lower = trimmed.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((place) => place >= 0);
  const first = Math.max(0, Math.min(...places, trimmed.length) - EXCERPT_LENGTH / 3);
  const begin = first === 0 ? 0 : trimmed.lastIndexOf("\n", first) + 1;
  const end = Math.min(trimmed.length, begin + EXCERPT_LENGTH);
  return `${begin > 0 ? "… " : ""}${trimmed.slice(begin, end)}${end < trimmed.length ? " …" : ""}`;
}
