import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findServerFile, importServer } from "./import-server.ts";

const folder = mkdtempSync(join(tmpdir(), "mortise-import-"));
const MORTISE = JSON.stringify(new URL("../index.ts", import.meta.url).href);
const SERVER = JSON.stringify(import.meta.resolve("@mortise/server"));
const HEAD = `import { serve } from ${MORTISE};\nimport { createServer } from ${SERVER};\n`;
const make = (name: string): string => `createServer({ name: "${name}", version: "1" })`;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, code: string): string {
  const path = join(folder, name);
  writeFileSync(path, HEAD + code);
  return path;
}

async function load(written: string): Promise<readonly [name: string, path: string | undefined]> {
  const { server, options } = await importServer(findServerFile(written), "the file");
  const http = options?.http;
  return [server.info.name, typeof http === "object" ? http.path : undefined];
}

test("a default export is the server, and the options of its serve come along", async () => {
  const path = write(
    "both.ts",
    `const a = ${make("a")};\nawait serve(a, { http: { path: "/x" } });\nexport default a;`,
  );
  expect(await load(path)).toEqual(["a", "/x"]);
});

test("a file without a default export offers the one server that it serves", async () => {
  expect(await load(write("served.ts", `await serve(${make("b")});`))).toEqual(["b", undefined]);
});

test("an export is chosen by its name after a colon", async () => {
  const path = write("named.ts", `export const c = ${make("c")};\nexport default ${make("d")};`);
  expect(await load(`${path}:c`)).toEqual(["c", undefined]);
});

test("the error of a broken file is the cause, and a file without a server is refused by name", async () => {
  const broken = importServer(findServerFile(write("broken.ts", "throw new Error('boom');")), "x");
  await expect(broken).rejects.toMatchObject({
    message: "x failed while it was loaded: boom",
    cause: { message: "boom" },
  });
  const empty = importServer(findServerFile(write("empty.ts", "export const n = 1;")), "x");
  await expect(empty).rejects.toThrow(/x exports no server/);
  expect(() => findServerFile(join(folder, "gone.ts"))).toThrow(/There is no file/);
  expect(() => findServerFile(write("package.json", "{}"))).toThrow(/is not a \.ts or \.js file/);
});
