import { expect, test } from "vitest";
import { decodeMedia, readOnlyMedia } from "./decode-media.ts";

const BYTES = Buffer.from([0, 2, 3, 255]);
const data = BYTES.toString("base64");
const mimeType = "image/png";

test("base64 is decoded, also from a data URL, and nothing else", () => {
  expect(decodeMedia(data)).toEqual(BYTES);
  expect(decodeMedia(`data:image/png;base64,${data}`)).toEqual(BYTES);
  expect(decodeMedia("no base64!")).toBeUndefined();
  expect(decodeMedia(undefined)).toBeUndefined();
});

test.each([
  ["an image", { type: "image", data, mimeType }],
  ["a sound", { type: "audio", data, mimeType: "audio/wav" }],
  ["an embedded file", { type: "resource", resource: { uri: "a://b", blob: data } }],
  ["a resource", { uri: "a://b", blob: data }],
])("%s that comes alone is bytes", (_name, block) => {
  expect(readOnlyMedia([block])).toEqual(BYTES);
  expect(readOnlyMedia([block, { type: "text", text: "and more" }])).toBeUndefined();
});

test.each([
  null,
  "text",
  { type: "text", text: data },
  { type: "image", data: "no base64!", mimeType },
  { type: "resource", resource: null },
  { uri: "a://b", text: data },
])("%j is no bytes", (block) => {
  expect(readOnlyMedia([block])).toBeUndefined();
});
