import { expect, test } from "vitest";
import { compareResult } from "./compare-result.ts";

test("equal results have no difference, whatever their _meta", () => {
  expect(compareResult({ a: [1, { b: null }], _meta: { t: 1 } }, { a: [1, { b: null }] })).toEqual(
    [],
  );
});

test("each difference names its place", () => {
  const expected = { a: [1, 2], "x/y": "old", gone: true };
  expect(compareResult(expected, { a: [1, 3, 4], "x/y": "new", added: 1 })).toEqual([
    { pointer: "/a", text: "2 items were expected, and 3 came" },
    { pointer: "/a/1", text: "2 was expected, and 3 came" },
    { pointer: "/x~1y", text: '"old" was expected, and "new" came' },
    { pointer: "/gone", text: "true was expected, and nothing came" },
    { pointer: "/added", text: "1 came, and was not expected" },
  ]);
});

test("no more than twenty differences are listed", () => {
  const many = Array.from({ length: 50 }, (_, at) => at);
  expect(
    compareResult(
      many,
      many.map((at) => at + 1),
    ),
  ).toHaveLength(20);
});
