// #region bundle

import { rolldown } from "rolldown";
// #endregion

import { readFile } from "node:fs/promises";
import { join } from "node:path";

const FOLDER = import.meta.dirname;

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
  const build = await rolldown({ input, platform: "browser" });
  const { output } = await build.generate({ minify: true, codeSplitting: false });
  await build.close();
  return output[0].code;
}
// #endregion
