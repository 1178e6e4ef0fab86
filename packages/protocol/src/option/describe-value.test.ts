import { expect, test } from "vitest";
import { describeValue } from "./describe-value.ts";

test.each<[unknown, string]>([
  [undefined, "undefined"],
  [null, "null"],
  [[], "a list"],
  [Promise.resolve(), "a promise"],
  [{}, "an object"],
  ["", "a string"],
  [Number.NaN, "a number"],
  [() => undefined, "a function"],
])("%j is described as %s", (value, expected) => {
  expect(describeValue(value)).toBe(expected);
});
