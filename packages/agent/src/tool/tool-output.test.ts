import type { ToolResult } from "@mortise/client";
import type { ContentBlock } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { toPart, toResourceOutput, toToolOutput } from "./tool-output.ts";

function output(content: readonly ContentBlock[], more: Partial<ToolResult> = {}) {
  return toToolOutput({ content, isError: false, ...more } as ToolResult);
}

const said = (text: string): ContentBlock => ({ type: "text", text });
const image: ContentBlock = { type: "image", data: "aaaa", mimeType: "image/png" };

describe("a result", () => {
  test("of texts is one text", () => {
    expect(output([said("a"), said("b")])).toEqual({ type: "text", value: "a\nb" });
  });

  test("without content says so", () => {
    expect(output([])).toEqual({ type: "text", value: "(no content)" });
  });

  test("whose structured content was left out says why where nothing else is left", () => {
    const more = { structuredProblem: "id is missing" };
    const value = "(structured content is left out: id is missing)";
    expect(output([], more)).toEqual({ type: "text", value });
    expect(output([said("a")], more)).toEqual({ type: "text", value: "a" });
  });

  test("with media keeps them", () => {
    expect(output([said("Here:"), image])).toEqual({
      type: "content",
      value: [
        { type: "text", text: "Here:" },
        { type: "file", mediaType: "image/png", data: { type: "data", data: "aaaa" } },
      ],
    });
  });
});

describe("structured content", () => {
  const structured = { id: 1, tags: ["a"] };
  const repeated = said('{ "id": 1, "tags": ["a"] }');

  test("that is nested deep goes as text, and never fails", () => {
    const nest = (depth: number): unknown => {
      let value: unknown = 1;
      for (let level = 0; level < depth; level++) value = [value];
      return value;
    };
    expect(output([], { structured: nest(200) }).type).toBe("json");
    expect(output([], { structured: nest(201) })).toEqual({
      type: "text",
      value: `${"[".repeat(201)}1${"]".repeat(201)}`,
    });
    expect(output([], { structured: nest(100_000) })).toEqual({
      type: "text",
      value: "[structured content, nested too deep to show]",
    });
  });

  test("that is null is none", () => {
    expect(output([said("Paid.")], { structured: null })).toEqual({ type: "text", value: "Paid." });
  });

  test("goes as JSON when the text repeats it, or there is none", () => {
    expect(output([repeated], { structured })).toEqual({ type: "json", value: structured });
    expect(output([], { structured })).toEqual({ type: "json", value: structured });
  });

  test("stands behind a text that says something else", () => {
    expect(output([said("Paid."), repeated], { structured })).toEqual({
      type: "text",
      value: 'Paid.\n{"id":1,"tags":["a"]}',
    });
  });

  test("stands behind media", () => {
    expect(output([image, repeated], { structured })).toMatchObject({
      type: "content",
      value: [{ type: "file" }, { type: "text", text: '{"id":1,"tags":["a"]}' }],
    });
  });
});

describe("an error", () => {
  test.each<[readonly ContentBlock[], unknown, string]>([
    [[said("No customer C-9")], undefined, "No customer C-9"],
    [[said("a"), said("b")], undefined, "a\nb"],
    [[], { error: "gone" }, '{"error":"gone"}'],
    [[], undefined, "The tool failed without a message."],
    [[image], undefined, "The tool failed without a message."],
  ])("of %j and %j is %j", (content, structured, value) => {
    const more = { isError: true, ...(structured !== undefined && { structured }) };
    expect(output(content, more as Partial<ToolResult>)).toEqual({ type: "error-text", value });
  });
});

describe("a part", () => {
  test.each<[ContentBlock, string]>([
    [
      {
        type: "resource_link",
        uri: "docs://a",
        name: "a",
        title: "The A",
        description: "all of it",
      },
      "[resource docs://a] The A: all of it",
    ],
    [{ type: "resource_link", uri: "docs://a", name: "a" }, "[resource docs://a] a"],
    [
      { type: "resource", resource: { uri: "docs://a", text: "The terms." } },
      "[resource docs://a]\nThe terms.",
    ],
    [
      { type: "resource", resource: { uri: "docs://a.bin", blob: "aaaa" } },
      "[docs://a.bin: application/octet-stream, 3 bytes, not shown]",
    ],
    [
      { type: "audio", data: "a".repeat(20_000_001), mimeType: "audio/wav" },
      "[file: audio/wav, 15000000 bytes, not shown]",
    ],
    [{ type: "hologram" } as unknown as ContentBlock, "[content of unknown type hologram]"],
    [null as unknown as ContentBlock, "[content that is no block]"],
    [{ text: "a" } as unknown as ContentBlock, "[content that is no block]"],
    [{ type: "text", text: null } as unknown as ContentBlock, "[text, missing]"],
    [{ type: "image", mimeType: "image/png" } as ContentBlock, "[file: image/png, without data]"],
    [{ type: "resource" } as ContentBlock, "[resource, missing]"],
    [
      { type: "resource", resource: { uri: "docs://a" } } as ContentBlock,
      "[docs://a: application/octet-stream, without data]",
    ],
  ])("%j is a text", (block, text) => {
    expect(toPart(block)).toEqual([{ type: "text", text }]);
  });

  test("a binary resource that can be shown is a file with a name", () => {
    const resource = { uri: "docs://plans/floor.pdf", blob: "aaaa", mimeType: "application/pdf" };
    expect(toPart({ type: "resource", resource })).toEqual([
      {
        type: "file",
        mediaType: "application/pdf",
        data: { type: "data", data: "aaaa" },
        filename: "floor.pdf",
      },
    ]);
  });

  test("the largest file that is shown has exactly the limit", () => {
    const block: ContentBlock = {
      type: "image",
      data: "a".repeat(20_000_000),
      mimeType: "image/png",
    };
    expect(toPart(block)[0]?.type).toBe("file");
  });
});

test("a resource is the text of all its contents", () => {
  const contents = [
    { uri: "docs://a", text: "one" },
    { uri: "docs://b", text: "two" },
  ];
  expect(toResourceOutput({ contents } as Parameters<typeof toResourceOutput>[0])).toEqual({
    type: "text",
    value: "[resource docs://a]\none\n[resource docs://b]\ntwo",
  });
  expect(
    toResourceOutput({ contents: [] } as unknown as Parameters<typeof toResourceOutput>[0]),
  ).toEqual({ type: "text", value: "(the resource is empty)" });
});
