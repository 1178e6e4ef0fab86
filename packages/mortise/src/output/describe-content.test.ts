import { expect, test } from "vitest";
import { describeBlocks, describeContents, describeResult } from "./describe-content.ts";

test.each([
  [{ type: "weird", of: 1 }, '{"type":"weird","of":1}'],
  [{ type: "text" }, '{"type":"text"}'],
  [null, "null"],
  ["text", '"text"'],
  [{ type: "image", mimeType: "image/png" }, "[image: image/png, without data]"],
  [{ type: "image", data: "%%%", mimeType: "a/b" }, "[image: a/b, whose data is not base64]"],
  [{ type: "audio", data: "AAAA" }, "[audio: application/octet-stream, 3 bytes; --save"],
  [{ type: "image", data: "data:image/png;base64,AAAA", mimeType: "image/png" }, ", 3 bytes; --"],
  [{ type: "resource_link", uri: "a:b" }, "a:b"],
  [{ type: "resource_link" }, '{"type":"resource_link"}'],
  [{ type: "resource", resource: { uri: "a:b" } }, "[file: application/octet-stream, without"],
  [{ type: "resource", resource: null }, '{"type":"resource","resource":null}'],
  [{ type: "resource", resource: { text: "note" } }, "note"],
])("the block %j is shown, and so is the text after it", async (block, shown) => {
  const text = await describeBlocks([block, { type: "text", text: "after" }]);
  expect(text).toContain(shown);
  expect(text).toMatch(/\nafter\n$/);
});

test("contents of a resource without text or data are shown too", async () => {
  expect(await describeContents([{ uri: "a:b" }, null, { text: "x" }])).toBe(
    "[file: application/octet-stream, without data]\nnull\nx\n",
  );
});

test("structured content that is nested too deep leaves the text to read", async () => {
  const structured = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`);
  const content = [{ type: "text", text: "said" }] as const;
  const text = await describeResult({
    content,
    structured,
    isError: false,
    text: "said",
    meta: undefined,
  });
  expect(text).toBe("[structured content, nested too deep to show]\nsaid\n");
});

test("the reason why structured content was left out is one line", async () => {
  const structuredProblem = "total must be\u001b[31m a number";
  const rest = { structured: undefined, isError: false, text: "", meta: undefined };
  expect(await describeResult({ content: [], structuredProblem, ...rest })).toBe(
    "[structured content left out: total must be a number]\n",
  );
});
