import { expect, test } from "vitest";
import { indentJson, splitJson } from "./json-text.ts";

test("indenting looks as that of JSON.stringify", () => {
  const value = { a: [1, -2.5e3, { b: null }], c: {}, d: [], e: 'x "y": {', f: true };
  expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, undefined, 2));
});

test("values keep their digits and escapes", () => {
  expect(indentJson('{"n":12345678901234567890,"s":"\\u00e9","n":1.0}')).toBe(
    '{\n  "n": 12345678901234567890,\n  "s": "\\u00e9",\n  "n": 1.0\n}',
  );
});

test("text that is not JSON is not indented", () => {
  expect(indentJson("<html>")).toBeUndefined();
});

test("keys, strings, numbers and atoms have colours, and the text stays whole", () => {
  const text = 'data: {"key": "a: b", "n": -1.5, "t": [true, null]}';
  const pieces = splitJson(text);
  expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  expect(pieces.filter(({ kind }) => kind !== "other")).toEqual([
    { text: '"key"', kind: "key" },
    { text: '"a: b"', kind: "string" },
    { text: '"n"', kind: "key" },
    { text: "-1.5", kind: "number" },
    { text: '"t"', kind: "key" },
    { text: "true", kind: "atom" },
    { text: "null", kind: "atom" },
  ]);
});
