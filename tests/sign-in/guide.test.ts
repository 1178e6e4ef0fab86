import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const FOLDER = join(import.meta.dirname, "guide");
const FILES = globSync("*.ts", { cwd: FOLDER }).sort();

test("there are snippets to run", () => {
  expect(FILES.length).toBeGreaterThan(3);
});

test.each(FILES)("guide/%s runs and its own checks hold", async (file) => {
  await expect(import(pathToFileURL(join(FOLDER, file)).href)).resolves.toBeDefined();
});
