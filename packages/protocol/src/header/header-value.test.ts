import { expect, test } from "vitest";
import { decodeHeaderValue, encodeHeaderValue } from "./header-value.ts";

/** The table of 2026-07-28, Streamable HTTP, Value Encoding. */
test.each([
  ["us-west1", "us-west1"],
  ["Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="],
  [" padded ", "=?base64?IHBhZGRlZCA=?="],
  ["line1\nline2", "=?base64?bGluZTEKbGluZTI=?="],
  ["=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="],
])("%j travels as %s", (value, header) => {
  expect(encodeHeaderValue(value)).toBe(header);
  expect(decodeHeaderValue(header)).toBe(value);
});

test.each([
  "",
  "a\tb",
  "\t",
  "\u0000",
  "\u007f",
  "=?base64?=",
  "=?base64??=",
  "=?BASE64?eA==?=",
  "=?base64?unfinished",
  "\uFEFFwith a byte order mark",
  "🦊".repeat(100_000),
])("an encoded value is decoded unchanged (case %#)", (value) => {
  const header = encodeHeaderValue(value);
  expect(header).toMatch(/^[\x20-\x7e\t]*$/);
  expect(header.trim()).toBe(header);
  expect(decodeHeaderValue(header)).toBe(value);
});

test.each([
  "=?base64?***?=",
  "=?base64?YQ?=",
  "=?base64?YQ=?=",
  "=?base64?/w==?=",
  "=?base64?Y Q==?=",
])("%s is malformed, and not taken for text", (header) => {
  expect(decodeHeaderValue(header)).toBeUndefined();
});

test("a sentinel in other letters is literal, because the markers are case-sensitive", () => {
  expect(decodeHeaderValue("=?BASE64?eA==?=")).toBe("=?BASE64?eA==?=");
});
