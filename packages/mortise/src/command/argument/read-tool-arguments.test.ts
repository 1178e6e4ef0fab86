import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonSchema } from "@mortise/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readInput } from "./read-input.ts";
import { readPromptArguments } from "./read-prompt-arguments.ts";
import { readToolArguments } from "./read-tool-arguments.ts";

const SCHEMA = {
  type: "object",
  properties: {
    s: { type: "string" },
    i: { type: "integer" },
    n: { type: "number" },
    b: { type: "boolean" },
    mixed: { enum: ["x", "y", 3, null, true] },
    same: { enum: ["3", 3] },
    either: { anyOf: [{ type: "string" }, { type: "number" }] },
    literal: { anyOf: [{ const: "auto" }, { const: 5 }] },
    nullable: { type: ["string", "null"] },
    any: {},
    all: { allOf: [{ title: "a" }, { type: "integer" }] },
    tags: { type: "array", items: { type: "string" } },
    counts: { type: "array", items: { type: "integer" } },
    nested: { $ref: "#/$defs/nested" },
    "dotted.name": { type: "integer" },
  },
  $defs: {
    nested: {
      type: "object",
      properties: {
        k: { type: "integer" },
        deep: { type: "object", properties: { s: { type: "string" } } },
      },
    },
  },
} as unknown as JsonSchema;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mortise-arguments-"));
  writeFileSync(join(folder, "note.txt"), "a note\n");
  writeFileSync(join(folder, "list.json"), "[1, 2]");
  writeFileSync(join(folder, "input.json"), '\ufeff{"a": 1}');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [["s=5"], { s: "5" }],
  [["i=5", "n=1e3"], { i: 5, n: 1000 }],
  [["i=9007199254740992", "n=1.5"], { i: 9_007_199_254_740_992, n: 1.5 }],
  [["b=true"], { b: true }],
  [["mixed=3"], { mixed: 3 }],
  [["mixed=null"], { mixed: null }],
  [["mixed=x"], { mixed: "x" }],
  [["same=3"], { same: "3" }],
  [["either=5"], { either: 5 }],
  [["either=007"], { either: "007" }],
  [["either=12345678901234567890"], { either: "12345678901234567890" }],
  [["either=true"], { either: "true" }],
  [["literal=5"], { literal: 5 }],
  [["literal=auto"], { literal: "auto" }],
  [["nullable=null"], { nullable: null }],
  [["nullable=5"], { nullable: "5" }],
  [["any=5", "other=false"], { any: 5, other: false }],
  [["any=five"], { any: "five" }],
  [["all=4"], { all: 4 }],
  [["tags=a"], { tags: ["a"] }],
  [["tags=a", "tags=5"], { tags: ["a", "5"] }],
  [["counts=[1,2]"], { counts: [1, 2] }],
  [["nested.k=5", "nested.deep.s=7"], { nested: { k: 5, deep: { s: "7" } } }],
  [["dotted.name=1"], { "dotted.name": 1 }],
  [["unknown.name=1"], { "unknown.name": 1 }],
  [['any:={"a":[1]}'], { any: { a: [1] } }],
  [["s=@@ada"], { s: "@ada" }],
  [["s=@"], { s: "@" }],
  [["s=a@b"], { s: "a@b" }],
])("%j is read as %j", async (words, values) => {
  expect(await readToolArguments(words as string[], SCHEMA)).toEqual(values);
});

test.each([
  ["i=12345678901234567890", /i holds 12345678901234567890, which cannot be sent exactly/],
  ['any:={"id":9007199254740993}', /any holds 9007199254740993, which cannot be sent exactly/],
  ["n:=1e400", /n holds 1e400, which cannot be sent exactly/],
  ["i=1.5", /i is to be integer, and "1.5" is not/],
  ["b=yes", /b is to be boolean/],
  ["any:=[", /any is no JSON/],
  ["s=@absent.txt", /Cannot read "absent.txt".*For a text that begins with @, write @@absent.txt/],
])("%s is refused", async (word, message) => {
  await expect(readToolArguments([word], SCHEMA)).rejects.toThrow(message);
});

test("an object is given whole or in parts", async () => {
  await expect(readToolArguments(["nested={}", "nested.k=1"], SCHEMA)).rejects.toThrow(
    /nested is given whole and in parts/,
  );
  await expect(readToolArguments(["nested.k=1", "nested={}"], SCHEMA)).rejects.toThrow(
    /nested is given whole and in parts/,
  );
});

test("__proto__ is a key like any other", async () => {
  const values = await readToolArguments(["__proto__=5"], SCHEMA);
  expect(JSON.stringify(values)).toBe('{"__proto__":5}');
});

test("@file gives the text of a file, or its JSON", async () => {
  const at = (name: string): string => `@${join(folder, name)}`;
  expect(
    await readToolArguments([`s=${at("note.txt")}`, `counts:=${at("list.json")}`], SCHEMA),
  ).toEqual({ s: "a note\n", counts: [1, 2] });
  expect(await readPromptArguments([`s=${at("note.txt")}`])).toEqual({ s: "a note\n" });
  expect(await readInput(at("input.json"))).toEqual({ a: 1 });
  await expect(readInput(at("list.json"))).rejects.toThrow(/--input is to be a JSON object/);
  await expect(readInput('{"id":12345678901234567890}')).rejects.toThrow(/sent exactly/);
});
