import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const PAGE = fileURLToPath(new URL("../../packages/inspector/page/", import.meta.url));
const FIRST_LOAD_BYTES = 350_000;
const ALL_BYTES = 900_000;

function weigh(name: string): number {
  return gzipSync(readFileSync(join(PAGE, name)), { level: 9 }).length;
}

/** The files that the page loads at once: those that its HTML names, and those that they import. */
function listFirstLoad(): ReadonlySet<string> {
  const html = readFileSync(join(PAGE, "index.html"), "utf8");
  const files = new Set<string>();
  const add = (name: string): void => {
    if (files.has(name)) return;
    files.add(name);
    if (!name.endsWith(".js")) return;
    const code = readFileSync(join(PAGE, name), "utf8");
    for (const [, imported] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/gu)) {
      add(`assets/${imported}`);
    }
  };
  for (const [, name] of html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/gu)) add(name as string);
  return files;
}

test("the first load of the page stays below 350 kB, compressed", () => {
  const files = [...listFirstLoad()];
  expect(files.some((name) => name.endsWith(".js"))).toBe(true);
  expect(files.some((name) => name.endsWith(".css"))).toBe(true);
  const bytes = files.reduce((sum, name) => sum + weigh(name), weigh("index.html"));
  expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
});

test("all files of the page stay below 900 kB, compressed", () => {
  const names = readdirSync(PAGE, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => /\.(?:css|html|js)$/u.test(name));
  expect(files.reduce((sum, name) => sum + weigh(name), 0)).toBeLessThanOrEqual(ALL_BYTES);
});
