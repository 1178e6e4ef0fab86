/**
 * Builds the site into `site/.vitepress/dist`, without a network, and prints its size:
 * `npm run docs:build`, or `npm run docs:build -- --base /mortise/` for a host that serves it below a path.
 */
import { globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "vitepress";
import { REPOSITORY } from "./page/rewrite-links.ts";
import { stagePages } from "./page/stage-pages.ts";
import { writeLlms } from "./page/write-llms.ts";
import { writeSidebar } from "./page/write-sidebar.ts";
import { bundleRuntime } from "./playground/bundle-runtime.ts";
import { readPublicInterface } from "./reference/read-entries.ts";
import { writeReference } from "./reference/write-reference.ts";

const { values } = parseArgs({
  options: {
    base: { type: "string", default: "/" },
    out: { type: "string", default: "site/.vitepress/dist" },
  },
});
const { base, out } = values;
if (!/^\/(.*\/)?$/.test(base)) {
  throw new Error(`--base is ${base}; it begins and ends with a slash, such as /mortise/`);
}

const generated = [...writeReference(await readPublicInterface())].map(
  ([path, text]) => [`reference/${path}`, text] as const,
);
const pages = stagePages("site/.pages", new Map(generated));
const layout = { repository: REPOSITORY, sidebar: writeSidebar(pages) };
writeFileSync("site/.pages/layout.json", JSON.stringify(layout));
await bundleRuntime("site/.pages/public/playground/runtime.js");
rmSync(out, { recursive: true, force: true });
await build("site", { base, outDir: resolve(out) });
writeLlms(out, pages, base);
printSize();

/** Prints what the whole site weighs, and the pages and scripts in it as servers send them. */
function printSize(): void {
  const files = globSync(`${out}/**/*`).filter((path) => statSync(path).isFile());
  const sum = (paths: readonly string[], weigh: (path: string) => number): string =>
    `${(paths.reduce((total, path) => total + weigh(path), 0) / 1e6).toFixed(1)} MB`;
  const compressed = (path: string): number => gzipSync(readFileSync(path)).length;
  const texts = files.filter((path) => /\.(html|js|css)$/.test(path));
  const size = (path: string): number => statSync(path).size;
  console.log(
    `${pages.length + 2} pages, ${files.length} files, ${sum(files, size)}; ` +
      `pages and scripts ${sum(texts, size)}, compressed ${sum(texts, compressed)}`,
  );
}
