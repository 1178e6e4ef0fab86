import { expect, test } from "vitest";
import { audio, file, image, isBlock, link, video } from "./block.ts";
import { toRevision } from "./to-revision.ts";
import { readWrittenResult } from "./written-result.ts";

test("base64 of any length is written with its padding, also when it is large", () => {
  const encode = (length: number): string =>
    image(new Uint8Array(length).fill(255), "image/png").data;
  expect([0, 1, 2, 3].map(encode)).toEqual(["", "/w==", "//8=", "////"]);
  expect(encode(300_000)).toBe("/".repeat(400_000));
});

test("text that is base64 already stays as it is", () => {
  expect(image("AID/", "image/png").data).toBe("AID/");
  expect(file("AID/", { name: "x.zip", mimeType: "application/zip" }).resource).toEqual({
    uri: "file:///x.zip",
    mimeType: "application/zip",
    blob: "AID/",
  });
});

test.each([
  "text/html",
  "application/json",
  "application/ld+json",
  "image/svg+xml; charset=utf-8",
  "application/yaml",
])("text of type %s is carried as text", (mimeType) => {
  const { resource } = file("<a>", { name: "a", mimeType });
  expect(resource).toMatchObject({ mimeType, text: "<a>" });
});

test("text without a type is plain text, and bytes without one are bytes", () => {
  expect(file("hi", { name: "a" }).resource).toMatchObject({ mimeType: "text/plain", text: "hi" });
  const { resource } = file(new Uint8Array([1]), { name: "a" });
  expect(resource).toMatchObject({ mimeType: "application/octet-stream", blob: "AQ==" });
});

test("a video and a file can be named and found again", () => {
  expect(video("AA==", "video/mp4; codecs=avc1").resource.uri).toBe("file:///video.mp4");
  expect(video("AA==", "video/mp4", { uri: "https://example.com/v" }).resource.uri).toBe(
    "https://example.com/v",
  );
  expect(file("x", { name: "a", annotations: { priority: 1 } }).annotations).toEqual({
    priority: 1,
  });
});

test("a block is known by its mark, which never shows", () => {
  for (const block of [
    image("", "a/b"),
    audio("", "a/b"),
    video("", "a/b"),
    file("", { name: "a" }),
    link("a:b"),
  ]) {
    expect(isBlock(block)).toBe(true);
    expect(isBlock(JSON.parse(JSON.stringify(block)))).toBe(false);
  }
  for (const value of [null, "text", { type: "image" }]) expect(isBlock(value)).toBe(false);
});

test("content that a revision knows is sent as it is", () => {
  const block = { type: "text", text: "x" } as const;
  expect(toRevision(block, "2024-11-05")).toBe(block);
  expect(toRevision(link("a:b"), "2025-03-26")).toEqual({ type: "text", text: "a:b: a:b" });
});

test.each([
  [{ content: [{ type: "text", text: "x" }], isError: true }, { isError: true }],
  [
    { content: [{ type: "text", text: "x" }], structuredContent: { a: 1 }, _meta: { b: 2 } },
    { structured: { a: 1 }, meta: { b: 2 } },
  ],
  [{ type: "image", data: "", mimeType: "image/png" }, { content: [{ type: "image" }] }],
  [{ type: "resource_link", uri: "a:b", name: "b" }, { content: [{ type: "resource_link" }] }],
  [{ type: "resource", resource: { uri: "a:b", text: "" } }, { content: [{ type: "resource" }] }],
  [
    [
      { type: "text", text: "x" },
      { type: "audio", data: "", mimeType: "audio/wav" },
    ],
    { content: [{}, {}] },
  ],
])("a result that is written as on the wire is read as one (case %#)", (value, parts) => {
  expect(readWrittenResult(value)).toMatchObject(parts);
});

test.each([
  null,
  "text",
  [],
  [{ type: "text", text: "x" }, { id: 1 }],
  { content: [] },
  { content: "text" },
  { content: [{ id: 1 }] },
  { type: "text" },
  { type: "image", data: "" },
  { type: "resource" },
  { type: "resource", resource: null },
  { type: "video", data: "", mimeType: "video/mp4" },
])("data that only resembles a result is data (case %#)", (value) => {
  expect(readWrittenResult(value)).toBeUndefined();
});
