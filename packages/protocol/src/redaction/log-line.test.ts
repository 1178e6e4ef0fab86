import { expect, test } from "vitest";
import { toLogLine, toLogLines } from "./log-line.ts";

test.each([
  ["x\n[mortise] error: root login", "x\\x0A[mortise] error: root login"],
  ["\u001b[2J\u001b[31m\u0007\u007f\r\t\0", "\\x1B[2J\\x1B[31m\\x07\\x7F\\x0D\\x09\\x00"],
  ["\u009b31m\u009d0;title\u009c\u0085", "\\x9B31m\\x9D0;title\\x9C\\x85"],
  ["a\u202eb\u2066c\u200bd\u2028e\ufeff", "a\\u{202E}b\\u{2066}c\\u{200B}d\\u{2028}e\\u{FEFF}"],
  ["tag\u{e0041} lone \ud800 hangul \u3164", "tag\\u{E0041} lone \\u{D800} hangul \\u{3164}"],
  ["é 世 🦊 👨‍👩‍👧 ❤️ 1️⃣", "é 世 🦊 👨‍👩‍👧 ❤️ 1️⃣"],
  ["password: hunter2", "password: (redacted)"],
])("%j is logged as %j", (text, line) => {
  expect(toLogLine(text)).toBe(line);
});

test("a text that is very long is cut, and the line says by how much", () => {
  const line = toLogLine("x".repeat(5_000_000));
  expect(line).toHaveLength(32_768 + " … (4967232 more characters)".length);
  expect(line).toMatch(/x … \(4967232 more characters\)$/);
});

test("the lines of a stack stay lines, and none but the first begins at the margin", () => {
  const stack = "Error: bad x\n[mortise] error: root\u001b[2J\n    at f (file:///a.ts:1:2)";
  expect(toLogLines(stack)).toBe(
    "Error: bad x\n    [mortise] error: root\\x1B[2J\n    at f (file:///a.ts:1:2)",
  );
});
