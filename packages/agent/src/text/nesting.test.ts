import { expect, test } from "vitest";
import { isNestedDeeper } from "./nesting.ts";

test("a value is as deep as its objects and arrays are nested", () => {
  expect(isNestedDeeper("text", 0)).toBe(false);
  expect(isNestedDeeper({ a: [1] }, 2)).toBe(false);
  expect(isNestedDeeper({ a: [1] }, 1)).toBe(true);
});

test("a value of any depth is judged", () => {
  const deep = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
  expect(isNestedDeeper(deep, 200)).toBe(true);
});
