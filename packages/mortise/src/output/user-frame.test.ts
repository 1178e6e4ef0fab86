import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { findOwnFolder, findUserFrame, findUserLine } from "./user-frame.ts";

test.each([
  ["packages", "src/output/user-frame.ts"],
  ["node_modules", "dist/chunk.js"],
])("the folder of the package and its siblings is %s, from %s", async (parent, module) => {
  const folder = await mkdtemp(join(tmpdir(), "mortise-frame-"));
  const file = join(folder, parent, "mortise", module);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(join(folder, parent, "mortise", "package.json"), '{"name":"mortise"}');
  await writeFile(file, "");
  expect(findOwnFolder(pathToFileURL(file).href)).toBe(join(folder, parent) + sep);
});

test("a place of the user is shown from the current folder", () => {
  const file = join(process.cwd(), "desk", "server.ts");
  expect(findUserFrame(`Error: x\n    at a (${pathToFileURL(file).href}:3:5)`)).toBe(
    `${join("desk", "server.ts")}:3:5`,
  );
  expect(findUserLine(`${pathToFileURL(file).href}:3`)).toBe(`${join("desk", "server.ts")}:3`);
  expect(findUserLine("node:internal/modules/cjs/loader:1")).toBeUndefined();
});
