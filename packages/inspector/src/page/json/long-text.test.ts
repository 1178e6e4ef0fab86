import { expect, test } from "vitest";
import { formatBytes, formatMs } from "./format-bytes.ts";
import { cutText } from "./long-text.tsx";

test("blocks end at line ends, and nothing is lost", () => {
  expect(cutText("aa\nbb\ncc", 4)).toEqual(["aa", "bb", "cc"]);
  expect(cutText("abcdef", 4)).toEqual(["abcd", "ef"]);
  const text = Array.from({ length: 500 }, (_, at) => `line ${at}`).join("\n");
  expect(cutText(text, 100).join("\n")).toBe(text);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1100, "1.1 kB"],
  [262_144, "262 kB"],
  [5_000_000, "5.0 MB"],
])("%i bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0.44, "0.4 ms"],
  [14.2, "14 ms"],
  [6200, "6.20 s"],
])("%d ms are %s", (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});
