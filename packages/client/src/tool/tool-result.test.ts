import { expect, test } from "vitest";
import { readToolResult } from "./tool-result.ts";

test.each([
  "x",
  [null],
  ["x"],
  [{}],
  [{ type: 1 }],
  [{ type: "text" }],
  [{ type: "text", text: { toString: 1, valueOf: null } }],
])("content that is no list of blocks is refused by name (case %#)", (content) => {
  expect(() => readToolResult("t", { content })).toThrow(
    expect.objectContaining({
      code: "INVALID_RESPONSE",
      message: expect.stringContaining('the tool "t"'),
    }),
  );
});

test("the texts of a result are joined line by line, and other blocks left out", () => {
  const content = [
    { type: "text", text: "a" },
    { type: "hologram", text: 1 },
    { type: "text", text: "b" },
  ];
  expect(readToolResult("t", { content })).toMatchObject({ text: "a\nb", isError: false });
});
