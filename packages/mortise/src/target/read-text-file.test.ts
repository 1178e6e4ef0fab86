import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readTextFile } from "./read-text-file.ts";

const folder = mkdtempSync(join(tmpdir(), "mortise-read-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a file is read whole, also where a character lies on the edge of a chunk", () => {
  const text = `${"a".repeat(64 * 1024 - 1)}é😀`;
  writeFileSync(join(folder, "text"), text);
  expect(readTextFile(join(folder, "text"))).toBe(text);
});

test.skipIf(process.platform === "win32")("a device without end is given up", () => {
  expect(() => readTextFile("/dev/zero")).toThrow("it has more than 67108864 bytes");
});

test("a folder and a missing file are errors of the file system", () => {
  expect(() => readTextFile(folder)).toThrow(/EISDIR/);
  expect(() => readTextFile(join(folder, "missing"))).toThrow(/ENOENT/);
});
