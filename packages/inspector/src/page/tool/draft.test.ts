import { expect, test } from "vitest";
import { parseDraft } from "./draft.ts";

test("a text that is an object becomes the value", () => {
  expect(parseDraft('{"a":null,"b":""}', {})).toEqual({
    text: '{"a":null,"b":""}',
    value: { a: null, b: "" },
  });
  expect(parseDraft("  ", { a: 1 }).value).toEqual({});
});

test.each(["{", "[1]", "3", "null"])("the text %s keeps the former value", (text) => {
  const draft = parseDraft(text, { a: 1 });
  expect(draft.text).toBe(text);
  expect(draft.value).toEqual({ a: 1 });
  expect(draft.fault).toBeTypeOf("string");
});
