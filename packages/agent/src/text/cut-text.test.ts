import { expect, test } from "vitest";
import { boundaryAt, cutText } from "./cut-text.ts";

test.each<[string, number, string]>([
  ["abc", 2, "ab"],
  ["abc", 9, "abc"],
  ["abc", 0, ""],
  ["a😀b", 1, "a"],
  ["a😀b", 2, "a"],
  ["a😀b", 3, "a😀"],
  ["😀", 1, ""],
])("%j is cut at %i to %j", (text, limit, cut) => {
  expect(cutText(text, limit)).toBe(cut);
});

test("half a character that came alone is no character to keep whole", () => {
  expect(boundaryAt("\ud83dx", 1)).toBe(1);
  expect(boundaryAt("x\ude00", 1)).toBe(1);
});
