import { execFileSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { assertPlace, FIRST_LINE, writeBeside } from "./built-file.ts";

const folder = mkdtempSync(join(tmpdir(), "mortise-place-"));
const source = join(folder, "server.ts");
const target = join(folder, "dist/server.js");

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

function place(content: string): void {
  mkdirSync(join(folder, "dist"), { recursive: true });
  writeFileSync(target, content);
}

test.each<[string, () => void, RegExp]>([
  ["a folder", () => mkdirSync(target, { recursive: true }), /is a folder; name a file in it/],
  [
    "a FIFO",
    () => {
      mkdirSync(join(folder, "dist"));
      execFileSync("sh", ["-c", 'mkfifo "$0"', target]);
    },
    /is no regular file; name another/,
  ],
  ["another file", () => place("const mine = 1;"), /was not made by mortise build; remove it/],
  ["a script", () => place("#!/bin/sh\n"), /was not made by mortise build; remove it/],
  [
    "a link to a source",
    () => {
      mkdirSync(join(folder, "dist"));
      writeFileSync(source, FIRST_LINE);
      symlinkSync("../server.ts", target);
    },
    /is a source of the server; name another/,
  ],
  [
    "a circle of links",
    () => {
      mkdirSync(join(folder, "dist"));
      symlinkSync("server.js", target);
    },
    /cannot be written: ELOOP/,
  ],
])("%s is refused", (_, prepare, message) => {
  prepare();
  expect(() => assertPlace(target, [source])).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringMatching(message) }),
  );
});

test.each([
  ["nothing", undefined],
  ["an earlier built file", `${FIRST_LINE}old`],
  ["an empty file", ""],
])("%s is replaced in one step, and not before", (_, content) => {
  if (content !== undefined) place(content);
  assertPlace(target, [source]);
  using built = writeBeside(target, `${FIRST_LINE}new`);
  expect(join(built.path, "..")).toBe(join(folder, "dist"));
  expect(readFileSync(built.path, "utf8")).toBe(`${FIRST_LINE}new`);
  if (content !== undefined) expect(readFileSync(target, "utf8")).toBe(content);
  built.keep();
  expect(readFileSync(target, "utf8")).toBe(`${FIRST_LINE}new`);
  expect(statSync(target).mode & 0o777).toBe(0o755);
  expect(readdirSync(join(folder, "dist"))).toEqual(["server.js"]);
});

test("a file that is not kept goes, with the folders made for it", () => {
  {
    using _ = writeBeside(join(folder, "a/b/server.js"), FIRST_LINE);
  }
  expect(readdirSync(folder)).toEqual([]);
});

test("a link stays one, and the new file lies where it leads", () => {
  place(FIRST_LINE);
  const link = join(folder, "tool.js");
  symlinkSync("dist/server.js", link);
  using built = writeBeside(link, `${FIRST_LINE}new`);
  expect(join(built.path, "..")).toBe(join(folder, "dist"));
  built.keep();
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, "utf8")).toBe(`${FIRST_LINE}new`);
});

test("a place below a file is refused in a sentence", () => {
  writeFileSync(join(folder, "dist"), "");
  expect(() => writeBeside(target, FIRST_LINE)).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: `${target} cannot be written: ENOTDIR: not a directory`,
    }),
  );
});

test.each([
  ["/proc/mortise/dist/server.js", /cannot be written: E\w+: /],
  [join(folder, "x".repeat(300), "server.js"), /cannot be written: ENAMETOOLONG: /],
])("%s is refused in a sentence", (path, message) => {
  expect(() => writeBeside(path, FIRST_LINE)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringMatching(message) }),
  );
});
