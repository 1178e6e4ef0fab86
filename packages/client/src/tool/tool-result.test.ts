import type { JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import { readToolResult } from "./tool-result.ts";

/** Reads a result, and counts the warnings. */
function read(result: JsonObject) {
  const warnings: string[] = [];
  return {
    ...readToolResult("t", result, {
      warn: (message) => warnings.push(message),
      findProblem: (_name, structured) => (structured === "wrong" ? "is wrong" : undefined),
    }),
    warnings,
  };
}

const text = (value: string): JsonObject => ({ type: "text", text: value });

test.each([
  [null],
  ["x"],
  [{}],
  [{ type: 1 }],
  [{ type: "text" }],
  [{ type: "text", text: { toString: 1, valueOf: null } }],
])("a value that is no block is left out, and the others stay (case %#)", (value) => {
  const { content, warnings } = read({ content: [text("a"), value, text("b")] });
  expect(content).toEqual([text("a"), text("b")]);
  expect(warnings).toEqual([expect.stringContaining('the tool "t"')]);
});

test.each<[JsonObject, JsonObject]>([
  [
    { content: null, structuredContent: { a: 1 } },
    { content: [], structured: { a: 1 } },
  ],
  [{ content: "said" }, { content: [text("said")], text: "said" }],
  [{ content: text("lone") }, { content: [text("lone")] }],
  [{ content: 7 }, { content: [], warnings: [expect.any(String)] }],
  [{ toolResult: "old" }, { content: [text("old")] }],
  [{ toolResult: { a: 1 } }, { content: [text('{"a":1}')] }],
  [
    { content: [], structuredContent: null },
    { content: [], structured: undefined },
  ],
  [{}, { content: [], text: "", warnings: [] }],
])("the result of a tool that has run is never lost (case %#)", (result, expected) => {
  expect(read(result)).toMatchObject(expected);
});

test("the texts of a result are joined line by line, and other blocks left out", () => {
  const content = [
    { type: "text", text: "a" },
    { type: "hologram", text: 1 },
    { type: "text", text: "b" },
  ];
  expect(read({ content })).toMatchObject({ text: "a\nb", isError: false });
});

test("structured content that breaks its schema is left out with a reason, and the rest stays", () => {
  expect(read({ content: [text("a")], structuredContent: "wrong" })).toMatchObject({
    text: "a",
    structured: undefined,
    structuredProblem: "is wrong",
    warnings: [expect.stringMatching(/tool "t" breaks its output schema .*: is wrong/)],
  });
  expect(read({ content: [], structuredContent: "wrong", isError: true })).toMatchObject({
    structured: "wrong",
    warnings: [],
  });
});
