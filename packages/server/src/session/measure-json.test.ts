import { expect, test } from "vitest";
import { measureJson } from "./measure-json.ts";

test.each([null, true, 12.5, "text", [], {}, [1, [2, "three"]], { a: { b: [null] }, c: "d" }])(
  "%j is measured near its written length",
  (value) => {
    const written = JSON.stringify(value).length;
    expect(Math.abs(measureJson(value, 1_000) - written)).toBeLessThanOrEqual(4);
  },
);

test("a value over the limit is beyond measure, wide or long", () => {
  expect(measureJson("x".repeat(90), 100)).toBe(92);
  expect(measureJson("x".repeat(99), 100)).toBe(Number.POSITIVE_INFINITY);
  expect(measureJson(Array(200).fill(0), 100)).toBe(Number.POSITIVE_INFINITY);
  expect(measureJson({ ["k".repeat(200)]: 0 }, 100)).toBe(Number.POSITIVE_INFINITY);
});

test("a value of 64 levels is measured, and a deeper one is beyond measure", () => {
  const nested = (levels: number): unknown =>
    JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);
  expect(measureJson(nested(65), 10_000)).toBeGreaterThan(0);
  expect(measureJson(nested(66), 10_000)).toBe(Number.POSITIVE_INFINITY);
  expect(measureJson(nested(100_000), Number.MAX_SAFE_INTEGER)).toBe(Number.POSITIVE_INFINITY);
});
