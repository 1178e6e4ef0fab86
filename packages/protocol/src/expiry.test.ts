import { expect, test } from "vitest";
import { toExpiry } from "./expiry.ts";

test.each([
  [0, 0, 0],
  [1_700_000_000.5, 0, 1_700_000_000_500],
  [-1, 0, -1000],
  [600, 1_700_000_000_123, 1_700_000_600_123],
  [1e308, 0, 8.64e15],
  [1e13, 1_700_000_000_000, 8.64e15],
  [Number.POSITIVE_INFINITY, 0, 8.64e15],
])("%d seconds after %d ms are %d ms, which is a date", (seconds, since, end) => {
  expect(toExpiry(seconds, since)).toBe(end);
  expect(new Date(toExpiry(seconds, since)).getTime()).toBe(end);
});
