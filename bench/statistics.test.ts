import { expect, test } from "vitest";
import { median, percentile, ratio, rotate, spread } from "./statistics.ts";

test("the median of an odd number of values is the one in the middle", () => {
  expect(median([9, 1, 5])).toBe(5);
});

test("the median of an even number of values is the mean of the two in the middle", () => {
  expect(median([10, 1, 4, 2])).toBe(3);
});

test("the median of no values is refused", () => {
  expect(() => median([])).toThrow(RangeError);
});

test("a percentile is a value that was found, and one that the part of the values does not exceed", () => {
  const values = [40, 10, 30, 20];
  expect([0, 0.25, 0.5, 0.99, 1].map((part) => percentile(values, part))).toEqual([
    10, 10, 20, 40, 40,
  ]);
  expect(values).toEqual([40, 10, 30, 20]);
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});

test("a spread keeps the smallest and largest value and leaves its input as it was", () => {
  const values = [3, 1, 2];
  expect(spread(values)).toEqual({ median: 2, min: 1, max: 3 });
  expect(values).toEqual([3, 1, 2]);
});

test("a ratio divides round by round, so a slow round does not move it", () => {
  expect(ratio([100, 10, 100], [50, 5, 50])).toEqual({ median: 2, min: 2, max: 2 });
});

test("a ratio of unequal rounds is refused", () => {
  expect(() => ratio([1], [1, 2])).toThrow("1 and 2");
});

test("over as many rounds as contenders, each contender takes each place once", () => {
  const contenders = ["a", "b", "c"];
  expect([0, 1, 2, 3].map((round) => rotate(contenders, round).join(""))).toEqual([
    "abc",
    "bca",
    "cab",
    "abc",
  ]);
  expect(rotate([], 2)).toEqual([]);
});
