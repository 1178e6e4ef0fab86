import { expect, test } from "vitest";
import { hasExactNumber, isExactNumber, parseExactJson, roundNumbers } from "./exact-json.ts";
import { isJsonObject } from "./json-object.ts";

test.each([
  "9007199254740993",
  "-9223372036854775808",
  '{"id":[18446744073709551615,1],"name":"12345678901234567890"}',
  "1e400",
  "1e-400",
  "0.1234567890123456789",
  "1234567890.12345678901",
  "-12345678901234567890.5e-3",
])("%s keeps its digits", (text) => {
  const value = parseExactJson(text);
  expect(hasExactNumber(value)).toBe(true);
  expect(JSON.stringify(value)).toBe(text);
});

test.each([
  "9007199254740992",
  "0.30000000000000004",
  "1.00000000000000000000",
  "0.00000000000000000e-999",
  "-2.50000000000000000e+002",
  "-1.5e10",
  '"99999999999999999999"',
  '"127.0.0.1.127.0.0.1"',
  "[]",
])("%s is read as ever", (text) => {
  const value = parseExactJson(text);
  expect(hasExactNumber(value)).toBe(false);
  expect(value).toEqual(JSON.parse(text));
  expect(roundNumbers(value)).toBe(value);
});

test("a kept number is no object, and rounded for those that count", () => {
  const value = parseExactJson('{"a":{"b":9007199254740993}}') as { a: { b: unknown } };
  expect(isExactNumber(value.a.b)).toBe(true);
  expect(isJsonObject(value.a.b)).toBe(false);
  expect(isJsonObject(value)).toBe(true);
  expect(roundNumbers(value)).toEqual({ a: { b: 9007199254740992 } });
});

test("a text that is no JSON is refused as ever", () => {
  expect(() => parseExactJson("{9007199254740993}")).toThrow(SyntaxError);
});
