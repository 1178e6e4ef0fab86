import { expect, test } from "vitest";
import { quote } from "./quote.ts";

test.each([
  ["https://id.example", '"https://id.example"'],
  ['a"; run this', '"a\\"; run this"'],
  ["two\nlines", '"two\\nlines"'],
  ["x".repeat(201), `"${"x".repeat(200)}…"`],
  [["a", "b"], '["a","b"]'],
  [Array(300).fill(1), `[${"1,".repeat(300)}`.slice(0, 200).concat("…")],
  [undefined, "undefined"],
  [7, "7"],
])("%j is quoted", (value, text) => {
  expect(quote(value)).toBe(text);
});
