import { expect, test } from "vitest";
import { splitOddCharacters } from "./odd-character.ts";

test("plain text, emoji and line ends stay one part", () => {
  const text = "Grüße 👋\n\tto all";
  expect(splitOddCharacters(text)).toEqual([{ text, isOdd: false }]);
});

test.each([
  ["a\u202eb", "U+202E"],
  ["a\u0007b", "U+0007"],
  ["a\u200bb", "U+200B"],
  ["a\u{e0041}b", "U+E0041"],
])("the hidden character in %j is shown by its code", (text, code) => {
  expect(splitOddCharacters(text)).toEqual([
    { text: "a", isOdd: false },
    { text: code, isOdd: true },
    { text: "b", isOdd: false },
  ]);
});
