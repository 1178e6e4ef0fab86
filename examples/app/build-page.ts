import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const FOLDER = import.meta.dirname;
const BUILT = join(FOLDER, "dashboard.html");

/** Returns the page as `npm run build` left it beside a built server; in this folder it is made anew. */
export async function readPage(): Promise<string> {
  return existsSync(BUILT) ? readFile(BUILT, "utf8") : buildPage();
}

/** Puts the script and the style of the view into one page: hosts load nothing beside it. */
export async function buildPage(): Promise<string> {
  const [style, script] = await Promise.all([
    readFile(join(FOLDER, "view.css"), "utf8"),
    bundle(join(FOLDER, "view.ts")),
  ]);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Orders</title>
<style>${style}</style>
<body>
<main id="orders" aria-live="polite">Waiting for the orders</main>
<script type="module">${script.replaceAll("</script", "<\\/script")}</script>
`;
}

// #region bundle
async function bundle(input: string): Promise<string> {
  const { rolldown } = await import("rolldown"); // late: a built server has the page, and no bundler
  const build = await rolldown({ input, platform: "browser" });
  const { output } = await build.generate({ minify: true, codeSplitting: false });
  await build.close();
  return output[0].code;
}
// #endregion
