import type { StagedPage } from "./stage-pages.ts";

/** A folder of `docs/` whose pages stand below the guides. */
export interface Section {
  readonly folder: string;
  /** The title of its index. */
  readonly title: string;
  /** Its index, then the pages in the order in which the index links to them. */
  readonly pages: readonly StagedPage[];
}

/** The folders with an order of their own. */
const ORDERED: ReadonlySet<string> = new Set(["guide", "reference", "decisions"]);

/**
 * Finds the other folders of `docs/`, so that a new one is shown without further work.
 *
 * @throws Error for a folder without an index, or with a page that its index does not link to
 */
export function findSections(pages: readonly StagedPage[]): Section[] {
  const folders = new Set(
    pages
      .map(({ path }) => path.split("/"))
      .flatMap(([folder = "", page]) => (page ? [folder] : [])),
  );
  return [...folders]
    .filter((folder) => !ORDERED.has(folder))
    .map((folder) => readSection(folder, pages));
}

function readSection(folder: string, pages: readonly StagedPage[]): Section {
  const index = pages.find(({ path }) => path === `${folder}/index.md`);
  if (index === undefined) throw new Error(`docs/${folder} has no README.md, which is its index`);
  const others = pages.filter((page) => page.path.startsWith(`${folder}/`) && page !== index);
  const placed = others.map((page) => ({
    page,
    at: index.text.indexOf(`(./${page.path.slice(folder.length + 1)})`),
  }));
  const lost = placed.find(({ at }) => at < 0);
  if (lost) throw new Error(`docs/${folder}/README.md does not link to ${lost.page.path}`);
  const ordered = placed.sort((one, other) => one.at - other.at).map(({ page }) => page);
  return { folder, title: index.title, pages: [index, ...ordered] };
}
