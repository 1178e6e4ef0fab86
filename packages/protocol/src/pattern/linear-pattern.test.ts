import { expect, test } from "vitest";
import { compileLinearPattern } from "./linear-pattern.ts";

const PATTERNS = [
  "^(a+)+$",
  "a|b|",
  "^(?:ab|a)(?<rest>bc?)*$",
  "^a{2}$",
  "^a{2,}b{0,2}?$",
  "^(a{0,2}b){1,2}$",
  "^[^a-b\\]]$",
  "^[\\w-]+@[\\w.-]+\\.[a-z]{2,}$",
  "\\bab\\b",
  "\\Bb",
  "^\\d\\D\\s\\S\\w\\W$",
  "^.$",
  "^\\u0061\\x62\\u{63}$",
  "^\\p{Lu}+\\P{Lu}$",
  "^\\uD83D\\uDE00$",
  "^😀{2}$",
  "^$",
  "(a*)*b",
  "^()+$",
  "\\^\\$\\.\\|\\/",
  "a{,2}",
  "^a{b}$",
  "^[-.]]$",
  "^\\cA\\0$",
];

const TEXTS = [
  "",
  "a",
  "b",
  "aa",
  "ab",
  "aab",
  "abb",
  "abbc",
  "aabab",
  "ab ab",
  "xabx",
  "]",
  "-]",
  "c",
  "abc",
  "ann@example.com",
  "1x _a!",
  "É",
  "ÉÉé",
  "\n",
  "😀",
  "😀😀",
  "\ud83d",
  "^$.|/",
  "a{,2}",
  "a{b}",
  "\u0001\0",
];

test.each(PATTERNS)("%s matches what the engine of JavaScript matches", (source) => {
  for (const flags of ["", "u"] as const) {
    let expression: RegExp;
    try {
      expression = new RegExp(source, flags);
    } catch {
      continue;
    }
    const linear = compileLinearPattern(source, flags);
    expect(TEXTS.filter((text) => linear?.test(text))).toEqual(
      TEXTS.filter((text) => expression.test(text)),
    );
  }
});

test.each([
  "(?=a)",
  "a(?!b)",
  "(?<=a)b",
  "(?<!a)b",
  "(a)\\1",
  "(?<x>a)\\k<x>",
  "a{2000}",
  "(a{50}){50}",
])("%s needs backtracking, or too many states", (source) => {
  expect(compileLinearPattern(source, "u")).toBeUndefined();
});

test("a text that would take the engine of JavaScript years is matched", () => {
  const texts = ["a".repeat(100_000), `${"a".repeat(100_000)}!`];
  const linear = compileLinearPattern("^(a+)+$", "u");
  expect(texts.map((text) => linear?.test(text))).toEqual([true, false]);
});
