import { expect, test } from "vitest";
import { toJson, toLine, toName, toPrintable } from "./printable.ts";

test.each([
  ["hello\u001b[2J there", "hello there"],
  ["\u001b]0;title\u0007text", "text"],
  ["\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\", "link"],
  ["\u009d0;title\u009cred \u009b31mtext", "red text"],
  ["a\u001bPq#0\u001b\\b", "ab"],
  ["\u001b]0;no end", "]0;no end"],
  ["over\rwritten\u0008\u007f", "overwritten"],
  ["lines\r\nand\ttabs", "lines\nand\ttabs"],
  ["abc\u202edef\u2066ghi\u200f", "abcdefghi"],
  ["de\u200blete\u2060_\ufeffall\u00ad", "delete_all"],
  ["a\u{e0041}\u{e007f}b\u{e0100}\ufe0f", "ab"],
  ["one\u2028two\u2029", "onetwo"],
])("%j is printed without what is not seen", (text, printed) => {
  expect(toPrintable(text)).toBe(printed);
});

test("emoji, marks and letters of every script are printed as they are", () => {
  const text = "👩‍💻 ❤️ 🇩🇪 1️⃣ Zoë नमस्ते 日本語 العربية é";
  expect(toPrintable(text)).toBe(text);
});

test("other values than text are printed as JSON, and nothing for nothing", () => {
  expect([toPrintable({ a: "\u009b" }), toLine(5), toLine(undefined)]).toEqual([
    '{"a":"\\u009b"}',
    "5",
    "",
  ]);
});

test("JSON escapes control and invisible characters, and means the same", () => {
  const value = { text: "\u001b[2J\u009b31m\u202e\u200b\u{e0041}\u2028\u007f 👩‍💻 é" };
  const json = toJson(value);
  expect(json).toBe(
    '{"text":"\\u001b[2J\\u009b31m\\u202e\\u200b\\udb40\\udc41\\u2028\\u007f 👩‍💻 é"}',
  );
  expect(JSON.parse(json)).toEqual(value);
  expect(toJson([1], 2)).toBe("[\n  1\n]");
});

test("names that differ never look the same", () => {
  expect(toName("get_customer")).toBe("get_customer");
  expect(toName("get\u200b_customer")).toBe('"get\\u200b_customer"');
  expect(toName("get_customer ")).toBe('"get_customer "');
});

test("a long text of beginnings without an end is read in linear time", () => {
  const text = "\u001b]\u009d\u001b[".repeat(200_000);
  expect(toPrintable(text)).toBe("][".repeat(200_000));
});

test("a value that is nested deeper than JSON can be written is the server's fault, by name", () => {
  const deep = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`);
  expect(() => toJson(deep)).toThrow(expect.objectContaining({ code: "INVALID_RESPONSE" }));
});
