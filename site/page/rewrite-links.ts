import { existsSync, statSync } from "node:fs";
import { dirname, posix } from "node:path";

/** The place of the sources on the web. */
export const REPOSITORY = "https://github.com/mortise-dev/mortise";

/** The front page, which the site alone has. */
export const FRONT_PAGE = "site/home.md";

/** The page on which readers run servers, which the site alone has. */
export const PLAYGROUND = "site/playground.md";

const LINK = /(?<=\]\()(?!https?:|mailto:|#|\/)([^)\s#]+)(?=(?:#[^)\s]*)?\))/g;
const CODE = /(^ *```[\s\S]*?^ *```|`[^`\n]+`)/gm;

/**
 * Rewrites the links of a page of `docs/` for the site: a `README.md` is the index of its folder,
 * a link to a folder leads to its index, images have one place, and a file outside of `docs/` has
 * its address in the repository. Code is left as it is.
 *
 * @param path - the page, from the root of the repository
 * @throws Error for a link that leads nowhere
 */
export function rewriteLinks(text: string, path: string): string {
  return text
    .split(CODE)
    .map((part, at) => (at % 2 === 1 ? part : rewriteProse(part, path)))
    .join("");
}

function rewriteProse(text: string, path: string): string {
  return text.replace(LINK, (target) => rewriteTarget(target, path));
}

function rewriteTarget(target: string, path: string): string {
  const file = posix.join(dirname(path), target);
  if (!existsSync(file)) throw new Error(`${path} links to ${target}, which does not exist`);
  const isFolder = statSync(file).isDirectory();
  if (!file.startsWith("docs/")) {
    return `${REPOSITORY}/${isFolder ? "tree" : "blob"}/main/${file.replace(/\/$/, "")}`;
  }
  if (file.startsWith("docs/images/")) return file.slice("docs".length);
  const page = isFolder ? posix.join(file, "index.md") : pathOnSite(file);
  return posix
    .relative(dirname(pathOnSite(path)), page.replace(/^docs\//, ""))
    .replace(/^(?=\w)/, "./");
}

/** The path of a page from the root of the site: `docs/guide/README.md` is `guide/index.md` there. */
export function pathOnSite(path: string): string {
  if (path === FRONT_PAGE) return "index.md";
  if (path === PLAYGROUND) return "playground.md";
  return path.replace(/^docs\//, "").replace(/README\.md$/, "index.md");
}
