import { expect, test } from "vitest";
import { findPlace } from "./json-place.ts";

/** Finds the place of the bar in a text. */
const at = (marked: string) => findPlace(marked.replace("|", ""), marked.indexOf("|"));

test.each([
  ["{|}", { path: [], isKey: true, from: 1, keys: [] }],
  ['{"na|', { path: [], isKey: true, from: 1, keys: [] }],
  ['{"a": 1, "na|"}', { path: [], isKey: true, from: 9, keys: ["a"] }],
  ['{"na|", "b": {"c": 1}}', { path: [], isKey: true, from: 1, keys: ["b"] }],
  ['{"a": |}', { path: ["a"], isKey: false, from: 6, keys: [] }],
  ['{"a": "re|"}', { path: ["a"], isKey: false, from: 6, keys: [] }],
  ['{"a": tr|', { path: ["a"], isKey: false, from: 6, keys: [] }],
  ['{"a": [{"b": 1}, {"|', { path: ["a", 1], isKey: true, from: 18, keys: [] }],
  ['{"a": [1, |]}', { path: ["a", 1], isKey: false, from: 10, keys: [] }],
  ['{"a\\"b": {"c|": 1}}', { path: ['a"b'], isKey: true, from: 10, keys: [] }],
  ["|", { path: [], isKey: false, from: 0, keys: [] }],
  ['{"a": "x{y", "|', { path: [], isKey: true, from: 13, keys: ["a"] }],
])("the place in %s", (marked, place) => {
  expect(at(marked)).toEqual(place);
});

test.each(['{"a"|: 1}', '{"a" |', '{"a": 1 |}', '{"a": "done"|}', "[1 |2]", "{} |"])(
  "neither key nor value stands in %s",
  (marked) => {
    expect(at(marked)).toBeUndefined();
  },
);
