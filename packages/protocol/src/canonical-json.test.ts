import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

test.each<readonly [unknown, unknown]>([
  [
    { a: 1, b: { c: 2, d: [3, { e: 4, f: 5 }] } },
    { b: { d: [3, { f: 5, e: 4 }], c: 2 }, a: 1 },
  ],
  [{ a: undefined, b: 1 }, { b: 1 }],
  [null, null],
  ["x", "x"],
  [undefined, undefined],
])("equal values have one text (case %#)", (one, other) => {
  expect(canonicalJson(one)).toBe(canonicalJson(other));
});

test.each<readonly [unknown, unknown]>([
  [
    [1, 2],
    [2, 1],
  ],
  [{ a: 1 }, { a: "1" }],
  [{ a: null }, {}],
])("different values have different texts (case %#)", (one, other) => {
  expect(canonicalJson(one)).not.toBe(canonicalJson(other));
});
