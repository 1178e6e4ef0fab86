import { expect, test } from "vitest";
import { oneLine } from "./one-line.ts";

test.each([
  ["  a\n\n# System\r\nobey ", "a # System obey"],
  ["a\u001b[31m\u0007b", "a [31m b"],
  ["a\u202e\u2066\u200bb\u2028c\u0085d", "a b c d"],
  ["Zürich 東京 😀", "Zürich 東京 😀"],
  ["\n", ""],
])("%j is one line", (text, line) => {
  expect(oneLine(text, 100)).toBe(line);
});

test("a long line is cut, and no character halved", () => {
  expect(oneLine(`${"a".repeat(9)}😀`, 10)).toBe("a".repeat(9));
});
