import type { ToolResult } from "@mortise/client";
import type { ContentBlock } from "@mortise/protocol";
import { expect, test } from "vitest";
import { toFrameworkOutput } from "./framework-output.ts";

const result = (...content: readonly ContentBlock[]): ToolResult => ({
  content: [...content],
  structured: undefined,
  isError: false,
  text: "",
  meta: undefined,
});

const text = (value: string): ContentBlock => ({ type: "text", text: value });

test("text within the limit is whole, and longer text is cut between characters and says so", () => {
  expect(toFrameworkOutput(result(text("12345")), 5)).toEqual({ type: "text", value: "12345" });
  expect(toFrameworkOutput(result(text("1234😀")), 5)).toEqual({
    type: "text",
    value: "1234… (cut; it has 6 characters)",
  });
  expect(toFrameworkOutput({ ...result(text("123456")), isError: true }, 5)).toEqual({
    type: "error-text",
    value: "12345… (cut; it has 6 characters)",
  });
});

test("structured content that is too long becomes the beginning of its JSON", () => {
  const structured = { name: "a long one" };
  const whole = { ...result(), structured };
  expect(toFrameworkOutput(whole, 21)).toEqual({ type: "json", value: structured });
  expect(toFrameworkOutput(whole, 9)).toEqual({
    type: "text",
    value: '{"name":"… (cut; it has 21 characters)',
  });
});

test("the texts beside a file share the limit", () => {
  const image: ContentBlock = { type: "image", data: "AAAA", mimeType: "image/png" };
  expect(toFrameworkOutput(result(text("1234"), image, text("567")), 5)).toEqual({
    type: "content",
    value: [
      { type: "text", text: "1234" },
      { type: "file", mediaType: "image/png", data: { type: "data", data: "AAAA" } },
      { type: "text", text: "5… (cut; it has 3 characters)" },
    ],
  });
});

test("half characters, with which providers refuse a request, are replaced", () => {
  expect(toFrameworkOutput(result(text("a\ud800")), 5)).toEqual({ type: "text", value: "a\ufffd" });
  expect(toFrameworkOutput({ ...result(), structured: { "\udc00": "\ud800" } }, 50)).toEqual({
    type: "json",
    value: { "\ufffd": "\ufffd" },
  });
});

test("a file whose data is no base64 becomes a note, and line ends in it are taken out", () => {
  const image = (data: string): ContentBlock => ({ type: "image", data, mimeType: "image/png" });
  expect(toFrameworkOutput(result(image("%%%"), image("AA\r\nAA")), 5)).toEqual({
    type: "content",
    value: [
      { type: "text", text: "[file: image/png, not shown: its data is no base64]" },
      { type: "file", mediaType: "image/png", data: { type: "data", data: "AAAA" } },
    ],
  });
});
