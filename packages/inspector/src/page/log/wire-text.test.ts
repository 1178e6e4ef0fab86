import { expect, test } from "vitest";
import { writeBytes, writeMs, writeTime } from "./wire-text.ts";

test.each([
  [0.418, "0.42 ms"],
  [3.14, "3.1 ms"],
  [13.6, "14 ms"],
  [2500, "2.50 s"],
  [12_345, "12.3 s"],
  [125_000, "2 min 5 s"],
])("%d milliseconds are %s", (ms, text) => {
  expect(writeMs(ms)).toBe(text);
});

test.each([
  [12, "12 B"],
  [420, "0.4 kB"],
  [15_500, "16 kB"],
  [5_242_880, "5.2 MB"],
])("%d bytes are %s", (bytes, text) => {
  expect(writeBytes(bytes)).toBe(text);
});

test("a time has milliseconds", () => {
  expect(writeTime(new Date(2026, 10, 28, 9, 5, 4, 7).getTime())).toBe("09:05:04.007");
});
