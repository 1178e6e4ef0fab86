import { REVISIONS, ToolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { z } from "zod";
import { audio, file, image, link, video } from "../content/block.ts";
import { result } from "../content/result.ts";
import { call, text } from "./fixture/call-once.ts";

test.each([
  ["an object", { a: 1 }, { content: [text('{"a":1}')], structuredContent: { a: 1 } }],
  ["a list", [1, 2], { content: [text("[1,2]")], structuredContent: [1, 2] }],
  ["a number", 7, { content: [text("7")], structuredContent: 7 }],
  ["null", null, { content: [text("null")], structuredContent: null }],
  ["false", false, { content: [text("false")], structuredContent: false }],
  ["a string", "hi", { content: [text("hi")] }],
  ["an empty string", "", { content: [text("")] }],
  ["nothing", undefined, { content: [text("The tool has finished and returned nothing.")] }],
  ["an empty list", [], { content: [text("[]")], structuredContent: [] }],
  ["a date", new Date(0), { content: [text('"1970-01-01T00:00:00.000Z"')] }],
])("%s becomes text, and structured content if it is data", async (_what, value, expected) => {
  const { result } = await call(() => value);
  expect(result).toMatchObject({ resultType: "complete", ...expected });
  expect(result["isError"]).toBeUndefined();
});

test("blocks travel as what they are, alone and in a list with text and data", async () => {
  const bytes = new Uint8Array([0, 128, 255]);
  const { result } = await call(() => [
    "before",
    image(bytes, "image/png", { annotations: { audience: ["user"] } }),
    audio("AIA/", "audio/wav"),
    video(bytes, "video/mp4", { name: "clip.mp4" }),
    file("a,b", { name: "t.csv", mimeType: "text/csv" }),
    file("{}", { name: "d.json", mimeType: "application/json" }),
    file(bytes, { name: "ä b.bin" }),
    link("docs://a", { title: "A", mimeType: "text/plain" }),
    { type: "text", text: "given" },
    { rows: 3 },
  ]);
  expect(result.content).toEqual([
    text("before"),
    { type: "image", data: "AID/", mimeType: "image/png", annotations: { audience: ["user"] } },
    { type: "audio", data: "AIA/", mimeType: "audio/wav" },
    {
      type: "resource",
      resource: { uri: "file:///clip.mp4", mimeType: "video/mp4", blob: "AID/" },
    },
    { type: "resource", resource: { uri: "file:///t.csv", mimeType: "text/csv", text: "a,b" } },
    {
      type: "resource",
      resource: { uri: "file:///d.json", mimeType: "application/json", text: "{}" },
    },
    {
      type: "resource",
      resource: {
        uri: "file:///%C3%A4%20b.bin",
        mimeType: "application/octet-stream",
        blob: "AID/",
      },
    },
    {
      type: "resource_link",
      uri: "docs://a",
      title: "A",
      mimeType: "text/plain",
      name: "docs://a",
    },
    text("given"),
    text('{"rows":3}'),
  ]);
  expect(result).not.toHaveProperty("structuredContent");
});

test("a result can be set part by part", async () => {
  const { result: set } = await call(() =>
    result({
      content: ["Two rows", link("docs://a")],
      structured: { rows: 2 },
      meta: { "example.com/took": 5 },
    }),
  );
  expect(set).toMatchObject({
    content: [text("Two rows"), { type: "resource_link", uri: "docs://a", name: "docs://a" }],
    structuredContent: { rows: 2 },
    _meta: { "example.com/took": 5 },
  });
  const { result: failed } = await call(() => result({ content: "No", isError: true }), {
    definition: { output: z.object({ a: z.number() }) },
  });
  expect(failed).toMatchObject({ content: [text("No")], isError: true });
});

const cycle: Record<string, unknown> = {};
cycle["self"] = cycle;

test.each([
  ["a cycle", () => cycle, /not JSON: self leads back to an object/],
  ["a BigInt", () => ({ n: 1n }), /not JSON: n is a BigInt/],
  ["a function", () => () => 1, /not JSON: it is a function/],
  ["a symbol", () => Symbol("x"), /not JSON: it is a symbol/],
  ["a BigInt among blocks", () => [image("", "image/png"), 1n], /not JSON: .*BigInt/],
  ["a function among blocks", () => [image("", "image/png"), () => 1], /is a function/],
  ["a promise of a cycle", () => Promise.resolve(cycle), /not JSON: self leads back/],
  ["a Response", () => new Response("x"), /not JSON: it is a Response; read it/],
  ["a Response inside", () => ({ data: new Response("x") }), /not JSON: data is a Response/],
  ["a Response in a promise", () => ({ a: Promise.resolve(new Response()) }), /a is a Response/],
  ["bytes inside", () => ({ pdf: new Uint8Array(2) }), /not JSON: pdf is bytes; .*file\(\)/],
  ["a number that is none", () => ({ mean: 0 / 0 }), /not JSON: mean is NaN/],
  ["an iterator", () => new Map().values(), /not JSON: it is a Map Iterator/],
  [
    "no JSON as metadata",
    () => result({ content: "a", meta: { n: 1n } as never }),
    /its meta: n is/,
  ],
  [
    "no blocks as content",
    () => result({ content: { a: 1 } as never }),
    /content is of type object/,
  ],
])("%s is an error that says so, and the server lives on", async (_what, handler, message) => {
  const { client, result: failed, events } = await call(handler);
  expect(failed).toMatchObject({ isError: true });
  expect(JSON.parse(String(failed.content[0]?.["text"]))).toMatchObject({
    error: expect.stringMatching(message),
    code: "invalid_output",
  });
  expect(events).toEqual([]);
  expect((await client.request("tools/list")).result["tools"]).toHaveLength(1);
});

test.each([
  ["a promise that was not awaited", () => ({ data: Promise.resolve([1]) }), { data: [1] }],
  ["a list of promises", () => [Promise.resolve(1), 2], [1, 2]],
  ["a Map", () => new Map([["a", 1]]), { a: 1 }],
  ["a Set", () => ({ tags: new Set(["a"]) }), { tags: ["a"] }],
  ["a list of numbers", () => new Float32Array([0.5]), [0.5]],
])("%s arrives as the data that it is", async (_what, handler, expected) => {
  const { result: sent } = await call(handler);
  expect(sent["structuredContent"]).toEqual(expected);
  expect(sent.content).toEqual([text(JSON.stringify(expected))]);
});

test("blocks that are promised travel as blocks", async () => {
  const block = image("AA==", "image/png");
  for (const handler of [
    () => ["a", Promise.resolve(block)],
    () => result({ content: ["a", Promise.resolve(block) as never] }),
  ]) {
    expect((await call(handler)).result.content).toEqual([text("a"), { ...block }]);
  }
});

test("a promise inside that rejects fails the call, masked", async () => {
  const { result: failed, events } = await call(() => ({
    a: Promise.reject(new Error("hunter2")),
  }));
  expect(failed["isError"]).toBe(true);
  expect(JSON.stringify(failed)).not.toContain("hunter2");
  expect(events).toMatchObject([{ error: { message: "hunter2" } }]);
});

test("a returned error fails the call as a thrown one does", async () => {
  const masked = await call(() => new Error("hunter2"));
  expect(masked.result).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("internal error") }],
  });
  expect(masked.events).toMatchObject([{ error: { message: "hunter2" } }]);
  const shown = await call(() => new ToolError("No such row", { code: "not_found" }));
  expect(shown.result).toMatchObject({
    isError: true,
    structuredContent: { error: "No such row", code: "not_found" },
  });
});

test.each([
  ["without an output schema", {}],
  ["with a plain one", { output: { type: "object" } }],
])("the error of a value's own toJSON is masked, %s", async (_what, definition) => {
  const value = {
    toJSON: () => {
      throw new Error("secret: hunter2");
    },
  };
  const { result: failed, events } = await call(() => value, { definition });
  expect(failed).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("internal error") }],
  });
  expect(JSON.stringify(failed)).not.toContain("hunter2");
  expect(events).toMatchObject([{ error: { message: "secret: hunter2" } }]);
});

test("output that breaks its schema is an error that names the path", async () => {
  for (const output of [
    z.object({ items: z.array(z.object({ id: z.string() })) }),
    {
      type: "object",
      properties: {
        items: { type: "array", items: { type: "object", properties: { id: { type: "string" } } } },
      },
    },
  ]) {
    const { result: failed } = await call(() => ({ items: [{ id: "a" }, { id: 7 }] }), {
      definition: { output },
    });
    expect(failed["isError"]).toBe(true);
    expect(failed).not.toHaveProperty("structuredContent");
    expect(JSON.parse(String(failed.content[0]?.["text"]))).toMatchObject({
      code: "invalid_output",
      error: expect.stringContaining("items[1].id: "),
      issues: [{ path: "items[1].id" }],
    });
  }
});

const numbered = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
const dated = { type: "object", properties: { at: { type: "object" } } };
const titled = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };

test.each([
  ["Infinity for a number", numbered, { n: 1 / 0 }, /n is Infinity/],
  ["a date for an object", dated, { at: new Date(0) }, /at: .*object/],
  ["a date at the root", { type: "object" }, new Date(0), /object/],
  ["a missing member", numbered, { n: undefined }, /n: is required/],
  ["a toJSON that gives text", { type: "object" }, { toJSON: () => "x" }, /object/],
  ["a member that JSON drops", z.object({ a: z.any() }), { a: undefined }, /a: is required/],
  ["a hole in a list", z.array(z.string().optional()), [undefined], /string/],
])("output is judged as it will be written: %s", async (_what, output, value, message) => {
  const { result: failed } = await call(() => value, { definition: { output } });
  expect(failed["isError"]).toBe(true);
  expect(JSON.parse(String(failed.content[0]?.["text"]))).toMatchObject({
    code: "invalid_output",
    error: expect.stringMatching(message),
  });
});

test.each([
  [
    "a date for a text",
    z.object({ a: z.string() }),
    { a: new Date(0) },
    { a: "1970-01-01T00:00:00.000Z" },
  ],
  ["a Map for a record", z.record(z.string(), z.number()), new Map([["a", 1]]), { a: 1 }],
  ["a promise", z.object({ a: z.string() }), { a: Promise.resolve("x") }, { a: "x" }],
  ["a Set, by plain JSON Schema", { type: "array" }, new Set([1]), [1]],
  [
    "an optional member that is undefined",
    z.object({ a: z.url().optional() }),
    { a: undefined },
    {},
  ],
])("output fits a schema by its JSON form: %s", async (_what, output, value, expected) => {
  const { result: sent } = await call(() => value, { definition: { output } });
  expect(sent["structuredContent"]).toEqual(expected);
});

test("a handler with an output may give its result as it is sent", async () => {
  for (const output of [z.object({ a: z.string() }), titled]) {
    const written = { content: [text("A")], structuredContent: { a: "x" } };
    const { result: sent } = await call(() => written, { definition: { output } });
    expect(sent).toMatchObject(written);
    const failure = { content: [text("No")], isError: true };
    const { result: failed } = await call(() => failure, { definition: { output } });
    expect(failed).toMatchObject(failure);
  }
});

test("a result as it is sent that breaks the output schema is refused with how to give one", async () => {
  const { result: failed } = await call(() => ({ content: [text("A")] }), {
    definition: { output: z.object({ a: z.string() }) },
  });
  expect(String(failed.content[0]?.["text"])).toContain("use result({ content, structured })");
});

test("a missing output is an error and not a crash, with every kind of schema", async () => {
  for (const output of [z.object({ a: z.number() }), { type: "object" }]) {
    const { result: failed, events } = await call(() => undefined, { definition: { output } });
    expect(JSON.parse(String(failed.content[0]?.["text"]))).toMatchObject({
      code: "invalid_output",
    });
    expect(events).toEqual([]);
  }
});

test("the output of the output schema is sent", async () => {
  const { result: sent } = await call(() => ({ a: 1, secret: "x" }), {
    definition: { output: z.object({ a: z.number(), b: z.number().default(2) }) },
  });
  expect(sent["structuredContent"]).toEqual({ a: 1, b: 2 });
  expect(sent.content).toEqual([text('{"a":1,"b":2}')]);
});

test.each(REVISIONS)("a result says only what %s knows", async (revision) => {
  const blocks = await call(
    () => [audio("AA==", "audio/wav"), link("docs://a", { name: "A", description: "The A" })],
    {
      revision,
    },
  );
  const types = blocks.result.content.map((block) => block["type"]);
  if (revision >= "2025-06-18") expect(types).toEqual(["audio", "resource_link"]);
  else if (revision >= "2025-03-26") expect(types).toEqual(["audio", "text"]);
  else expect(types).toEqual(["resource", "text"]);
  if (revision < "2025-06-18")
    expect(blocks.result.content[1]).toEqual(text("A: docs://a (The A)"));
  if (revision < "2025-03-26") {
    expect(blocks.result.content[0]?.["resource"]).toMatchObject({
      blob: "AA==",
      mimeType: "audio/wav",
    });
  }

  const object = await call(() => ({ a: 1 }), { revision });
  // Revisions before 2025-06-18 do not know the member, and let it pass.
  expect(object.result["structuredContent"]).toEqual({ a: 1 });
  for (const value of [[1], 7, new Date(0)]) {
    const other = await call(() => value, { revision });
    expect("structuredContent" in other.result).toBe(revision === "2026-07-28");
  }
  expect("resultType" in object.result).toBe(revision === "2026-07-28");
});
