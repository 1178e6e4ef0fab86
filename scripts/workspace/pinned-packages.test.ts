import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { PinnedPackages } from "./pinned-packages.ts";

const folder = mkdtempSync(join(tmpdir(), "mortise-pinned-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function place(name: string, version: string): void {
  mkdirSync(join(folder, "node_modules", name), { recursive: true });
  writeFileSync(join(folder, "node_modules", name, "package.json"), JSON.stringify({ version }));
}

test("packages are there when each has exactly the version that is pinned", () => {
  const dependencies = { one: "1.0.0", "@scope/two": "2.0.0" };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies }));
  const pinned = new PinnedPackages(pathToFileURL(`${folder}/`));
  expect(pinned.names).toEqual(["one", "@scope/two"]);
  place("one", "1.0.0");
  expect(pinned.has()).toBe(false);
  expect(pinned.has(["one"])).toBe(true);
  place("@scope/two", "2.0.1");
  expect(pinned.has()).toBe(false);
  place("@scope/two", "2.0.0");
  expect(pinned.has()).toBe(true);
  expect(pinned.version("@scope/two")).toBe("2.0.0");
});
