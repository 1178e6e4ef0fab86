import fc from "fast-check";

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  "",
  "constructor",
  "__proto__",
  "toString",
  "\ud800",
  "\u0000",
  "\r\n",
  "5",
  "1e999",
  "true",
  "{}",
  "[1",
  "x".repeat(3000),
  [],
  [[]],
  {},
  { toString: 1, valueOf: null },
  { constructor: null, hasOwnProperty: 1 },
  { length: -1 },
  JSON.parse('{"then":"x"}'),
  JSON.parse('{"__proto__":{"a":1}}'),
];

/** Text of any kind: plain, whole Unicode, halves of characters. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
);

/** Any JSON value, with values that have broken programs before. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...ODD_VALUES) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: text },
);
