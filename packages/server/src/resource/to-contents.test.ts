import { ErrorCode, ToolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { audio, file, image, link } from "../content/block.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";

const URI = "rows://1";

/** Reads a resource whose handler gives `value`. */
async function read(value: unknown, mimeType?: string) {
  const events: ServerEvent[] = [];
  const log = (event: ServerEvent): unknown => events.push(event);
  const server = createServer({ name: "s", version: "1", log });
  server.resource(URI, { ...(mimeType !== undefined && { mimeType }) }, () => value as never);
  const { result, error } = await new ScriptedClient(server).request("resources/read", {
    uri: URI,
  });
  return { contents: result?.["contents"], result, error, events };
}

const json = (text: string): object => ({ uri: URI, mimeType: "application/json", text });
const bytes = new Uint8Array([0, 255]);

test.each([
  ["a row", { id: 1 }, json('{"id":1}')],
  ["rows", [{ id: 1 }, { id: 2 }], json('[{"id":1},{"id":2}]')],
  ["a list of texts", ["a"], json('["a"]')],
  ["a number", 7, json("7")],
  ["false", false, json("false")],
  ["a date", new Date(0), json('"1970-01-01T00:00:00.000Z"')],
  ["a Map", new Map([["a", 1]]), json('{"a":1}')],
  ["a promise inside", { a: Promise.resolve(1) }, json('{"a":1}')],
  ["a row with a text", { text: "a", author: "Ann" }, json('{"text":"a","author":"Ann"}')],
  ["a text that is none", { text: { de: "a" } }, json('{"text":{"de":"a"}}')],
  [
    "contents among rows",
    [{ uri: "a://b", text: "a" }, { id: 1 }],
    json('[{"uri":"a://b","text":"a"},{"id":1}]'),
  ],
])("%s is read as JSON text", async (_what, value, expected) => {
  expect((await read(value)).contents).toEqual([expected]);
});

test("JSON text has the type that the definition declares", async () => {
  expect((await read({ type: "Feature" }, "application/geo+json")).contents).toMatchObject([
    { mimeType: "application/geo+json" },
  ]);
});

test.each([
  ["an ArrayBuffer", bytes.buffer, { blob: "AP8=", mimeType: "application/octet-stream" }],
  ["a view", new DataView(bytes.buffer, 1), { blob: "/w==" }],
  ["a Blob", new Blob([bytes], { type: "image/png" }), { blob: "AP8=", mimeType: "image/png" }],
  ["base64", { blob: "AP8=", mimeType: "image/png" }, { blob: "AP8=", mimeType: "image/png" }],
  ["base64 without a type", { blob: "AP8=" }, { mimeType: "application/octet-stream" }],
  ["bytes in a list", [{ bytes }], { uri: URI, blob: "AP8=" }],
  ["text in a list", [{ text: "a" }], { uri: URI, mimeType: "text/plain", text: "a" }],
  ["text with data of its own", { text: "a", _meta: { b: 1 } }, { text: "a", _meta: { b: 1 } }],
  [
    "a date in data of its own",
    { text: "a", _meta: { at: new Date(0) } },
    { _meta: { at: "1970-01-01T00:00:00.000Z" } },
  ],
  ["an image", image(bytes, "image/png"), { mimeType: "image/png", blob: "AP8=" }],
  ["sound", audio(bytes, "audio/wav"), { mimeType: "audio/wav", blob: "AP8=" }],
  ["a file", file("a,b", { name: "a.csv", mimeType: "text/csv" }), { uri: URI, text: "a,b" }],
])("%s is read as what it is", async (_what, value, expected) => {
  expect((await read(value)).contents).toMatchObject([{ uri: URI, ...expected }]);
});

test("a result as it is sent is read as one", async () => {
  const contents = [{ uri: URI, text: "w" }];
  const { result } = await read({ contents, _meta: { "example.com/a": 1 } });
  expect(result).toMatchObject({ contents, _meta: { "example.com/a": 1 } });
  expect((await read({ contents, next: 2 })).contents).toMatchObject([
    { mimeType: "application/json" },
  ]);
});

test("an empty list of contents is one", async () => {
  expect((await read([])).contents).toEqual([]);
});

test.each([
  ["nothing", undefined, /^resource rows:\/\/1 gave undefined; .*"not_found"/],
  ["null", null, /gave null/],
  ["a Response", new Response("x"), /it is a Response; read it: await it\.text\(\)/],
  ["a stream inside", { body: new ReadableStream() }, /body is a ReadableStream/],
  ["a generator", (function* () {})(), /it is a Generator/],
  ["a BigInt", { id: 1n }, /id is a BigInt/],
  [
    "a BigInt in the metadata of contents",
    { text: "a", _meta: { id: 1n } },
    /contents\[0\]\._meta\.id is a BigInt/,
  ],
  [
    "a BigInt in the metadata of a result",
    { contents: [{ text: "a" }], _meta: { id: 1n } },
    /_meta\.id is a BigInt, which JSON cannot hold; return String\(it\)/,
  ],
  ["a link", link("docs://a"), /gave a link; return the content/],
])("%s is refused with the reason", async (_what, value, message) => {
  const { error, events } = await read(value);
  expect(error).toMatchObject({
    code: ErrorCode.InternalError,
    message: expect.stringMatching(message),
    data: { code: "invalid_output" },
  });
  expect(events).toEqual([]);
});

test("a returned error fails the read as a thrown one does", async () => {
  const masked = await read(new Error("hunter2"));
  expect(masked.error.message).toMatch(/^internal error/);
  expect(masked.events).toMatchObject([{ error: { message: "hunter2" } }]);
  const { error } = await read(new ToolError("No such row", { code: "not_found" }));
  expect(error).toMatchObject({ code: ErrorCode.InvalidParams, message: "No such row" });
});
