import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findSections } from "./find-sections.ts";
import { orderGuides } from "./order-guides.ts";
import { FRONT_PAGE } from "./rewrite-links.ts";
import type { StagedPage } from "./stage-pages.ts";

/**
 * Writes the site for language models: `llms.txt` (the form of llmstxt.org), `llms-full.txt` with
 * the guides and the errors, and the Markdown of every page beside it.
 *
 * @param base - the path of the site on its host, with a slash at both ends
 */
export function writeLlms(to: string, pages: readonly StagedPage[], base: string): void {
  const shown = pages.map((page) => ({ ...page, text: withoutAnchors(page.text) }));
  for (const { path, text } of shown) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), text);
  }
  const chapters = chaptersOf(shown);
  writeFileSync(join(to, "llms.txt"), writeIndex(chapters, base));
  const full = chapters
    .filter(({ isOptional }) => !isOptional)
    .flatMap((chapter) =>
      chapter.pages.map(({ path, text }) => `<!-- ${base}${path} -->\n${text}`),
    );
  writeFileSync(join(to, "llms-full.txt"), full.join("\n\n"));
}

interface Chapter {
  readonly title: string;
  readonly pages: readonly StagedPage[];
  /** In `llms.txt` alone. */
  readonly isOptional: boolean;
}

function chaptersOf(pages: readonly StagedPage[]): Chapter[] {
  const inFolder = (folder: string): StagedPage[] =>
    pages.filter(({ path }) => path.startsWith(`${folder}/`));
  const guides = new Map(inFolder("guide").map((page) => [page.path.slice(6, -3), page]));
  const groups = orderGuides([...guides.keys()]).map(({ title, guides: names }) => ({
    title,
    pages: names.flatMap((name) => guides.get(name) ?? []),
    isOptional: false,
  }));
  const reference = inFolder("reference");
  const isOfErrors = ({ path }: StagedPage): boolean => path.endsWith("errors.md");
  return [
    ...groups,
    ...findSections(pages).map(({ title, pages: own }) => ({
      title,
      pages: own,
      isOptional: false,
    })),
    { title: "Errors", pages: reference.filter(isOfErrors), isOptional: false },
    {
      title: "Reference",
      pages: reference.filter((page) => !isOfErrors(page)),
      isOptional: true,
    },
    { title: "Optional", pages: inFolder("decisions"), isOptional: true },
  ];
}

function writeIndex(chapters: readonly Chapter[], base: string): string {
  const [, tagline = ""] = /^ {2}tagline: (.+)$/m.exec(readFileSync(FRONT_PAGE, "utf8")) ?? [];
  const sections = chapters.map(
    ({ title, pages }) =>
      `## ${title}\n\n${pages.map((page) => `- [${page.title}](${base}${page.path})`).join("\n")}`,
  );
  return `# Mortise\n\n> ${tagline}\n\nEverything but the declarations in one file: ${base}llms-full.txt\n\n${sections.join("\n\n")}\n`;
}

/** Anchors are for the HTML. */
function withoutAnchors(text: string): string {
  return text.replace(/ \{#[\w-]+\}$/gm, "");
}
