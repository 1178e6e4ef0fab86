import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FRONT_PAGE, PLAYGROUND, pathOnSite, rewriteLinks } from "./rewrite-links.ts";
import { rewritePictures } from "./rewrite-pictures.ts";

/** A page of the site. */
export interface StagedPage {
  /** Its path from the root of the site, such as `guide/servers.md`. */
  readonly path: string;
  readonly title: string;
  /** Its Markdown, whose links lead to other pages of the site or to the web. */
  readonly text: string;
}

/** The mark of the inspector, and its colours on light and dark ground. */
const ICON = "packages/inspector/src/page/public/icon.svg";
const INK = { light: "#0b607b", dark: "#7fcbe4" };

/**
 * Lays the pages out in a folder as VitePress reads them: `docs/` as it stands, its images, the
 * front page and the generated ones. It runs at the root of the repository.
 *
 * @param generated - pages that no file has, by their paths from the root of the site
 */
export function stagePages(to: string, generated: ReadonlyMap<string, string>): StagedPage[] {
  const texts = new Map<string, string>(generated);
  for (const path of globSync("docs/**/*.md").sort()) {
    texts.set(pathOnSite(path), readPage(path));
  }
  texts.set("decisions/index.md", listDecisions(texts));
  const pages = [...texts].map(([path, text]) => ({ path, title: titleOf(path, text), text }));
  rmSync(to, { recursive: true, force: true });
  for (const { path, text } of pages) write(join(to, path), text);
  for (const path of [FRONT_PAGE, PLAYGROUND]) write(join(to, pathOnSite(path)), readPage(path));
  cpSync("docs/images", join(to, "public/images"), { recursive: true });
  const icon = readFileSync(ICON, "utf8");
  write(join(to, "public/icon.svg"), icon);
  write(join(to, "public/icon-dark.svg"), icon.replace(INK.light, INK.dark));
  return pages;
}

function readPage(path: string): string {
  const text = rewritePictures(readFileSync(path, "utf8"), path);
  return stripComments(rewriteLinks(text, path));
}

function titleOf(path: string, text: string): string {
  const [, title] = /^# (.+)$/m.exec(text) ?? [];
  if (title === undefined) throw new Error(`${path} has no title; begin it with a line "# …"`);
  return title.replaceAll("`", "");
}

/** Comments tell the checks of the repository what a snippet is, and readers nothing. */
function stripComments(text: string): string {
  return text.replace(/^<!--(?:(?!-->)[\s\S])*-->\n/gm, "");
}

function listDecisions(texts: ReadonlyMap<string, string>): string {
  const lines = [...texts]
    .filter(([path]) => /^decisions\/\d/.test(path))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, text]) => `- [${titleOf(path, text)}](./${path.replace("decisions/", "")})`);
  return `# Decisions\n\nWhat took thought: why Mortise is as it is, and what was left.\n\n${lines.join("\n")}\n`;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
