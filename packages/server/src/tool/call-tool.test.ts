import type { JsonObject, Revision } from "@mortise/protocol";
import { MortiseError, ProtocolError, REVISIONS, ToolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { audio, file, image, link, video } from "../content/block.ts";
import { result } from "../content/result.ts";
import type { ServerEvent } from "../request/mask.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";
import type { ToolDefinition } from "./tool.ts";

interface Called {
  readonly client: ScriptedClient;
  readonly events: ServerEvent[];
  readonly result: JsonObject & { readonly content: readonly JsonObject[] };
}

/** Calls a tool that does what `handler` does. */
async function call(
  handler: Parameters<Server["tool"]>[2],
  {
    definition = {},
    input = {},
    revision = "2026-07-28",
  }: {
    readonly definition?: Partial<ToolDefinition>;
    readonly input?: JsonObject;
    readonly revision?: Revision;
  } = {},
): Promise<Called> {
  const events: ServerEvent[] = [];
  const server = createServer({ name: "s", version: "1", log: (event) => events.push(event) });
  server.tool("t", { description: "Does it", ...definition } as ToolDefinition, handler as never);
  const client = new ScriptedClient(server, revision);
  const { result, error } = await client.request("tools/call", { name: "t", arguments: input });
  expect(error).toBeUndefined();
  return { client, events, result: result as Called["result"] };
}

const text = (value: string): object => ({ type: "text", text: value });

test.each([
  ["an object", { a: 1 }, { content: [text('{"a":1}')], structuredContent: { a: 1 } }],
  ["a list", [1, 2], { content: [text("[1,2]")], structuredContent: [1, 2] }],
  ["a number", 7, { content: [text("7")], structuredContent: 7 }],
  ["null", null, { content: [text("null")], structuredContent: null }],
  ["false", false, { content: [text("false")], structuredContent: false }],
  ["a string", "hi", { content: [text("hi")] }],
  ["an empty string", "", { content: [text("")] }],
  ["nothing", undefined, { content: [] }],
  ["an empty list", [], { content: [text("[]")], structuredContent: [] }],
  ["a date", new Date(0), { content: [text('"1970-01-01T00:00:00.000Z"')] }],
])("%s becomes text, and structured content where it is data", async (_what, value, expected) => {
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
  ["a cycle", () => cycle, /not JSON: Converting circular structure/],
  ["a BigInt", () => ({ n: 1n }), /not JSON: .*BigInt/],
  ["a function", () => () => 1, /gave a function, which is not JSON/],
  ["a symbol", () => Symbol("x"), /gave a symbol, which is not JSON/],
  ["a BigInt among blocks", () => [image("", "image/png"), 1n], /not JSON: .*BigInt/],
  ["a function among blocks", () => [image("", "image/png"), () => 1], /which is not JSON/],
  ["a promise of a cycle", () => Promise.resolve(cycle), /circular/],
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

test("a ToolError is read by the model word for word, with its code and data", async () => {
  const { result: failed, events } = await call(() => {
    throw new ToolError("No customer C-9", {
      code: "not_found",
      retryAfterMs: 10,
      data: { id: "C-9" },
      cause: new Error("password=hunter2"),
    });
  });
  const told = { error: "No customer C-9", code: "not_found", retryAfterMs: 10, id: "C-9" };
  expect(failed).toMatchObject({ isError: true, structuredContent: told });
  expect(JSON.parse(String(failed.content[0]?.["text"]))).toEqual(told);
  expect(JSON.stringify(failed)).not.toContain("hunter2");
  expect(events).toEqual([]);
});

test("a ToolError whose data is no JSON still tells its message", async () => {
  const { result: failed } = await call(() => {
    throw new ToolError("Broken", { code: "x", data: cycle });
  });
  expect(JSON.parse(String(failed.content[0]?.["text"]))).toEqual({ error: "Broken", code: "x" });
});

class Unprintable extends Error {
  override get message(): string {
    return "secret: hunter2";
  }
}

test.each([
  [
    "throws",
    () => {
      throw new Error("secret: hunter2");
    },
  ],
  ["rejects", () => Promise.reject(new Error("secret: hunter2"))],
  [
    "throws text",
    () => {
      throw "secret: hunter2";
    },
  ],
  [
    "throws an object without a prototype",
    () => {
      throw Object.create(null);
    },
  ],
  [
    "throws nothing",
    () => {
      throw undefined;
    },
  ],
  [
    "throws an error of its own class",
    () => {
      throw new Unprintable();
    },
  ],
  [
    "is aborted by a signal of its own",
    () => {
      throw new MortiseError("ABORTED", "secret: hunter2");
    },
  ],
  [
    "rejects with its own abort",
    () => Promise.reject(new DOMException("secret: hunter2", "AbortError")),
  ],
])("when a handler %s, the model reads an id and the log the error", async (_what, handler) => {
  const { result: failed, events, client } = await call(handler);
  const told = JSON.parse(String(failed.content[0]?.["text"])) as { error: string; code: string };
  const id = /^internal error \(([0-9a-f]{8})\)$/.exec(told.error)?.[1];
  expect(id).toBeDefined();
  expect(told.code).toBe("internal");
  expect(failed["isError"]).toBe(true);
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    level: "error",
    id,
    message: expect.stringContaining(`tool t failed (${id})`),
  });
  expect(events[0]).toHaveProperty("error");
  expect(client.lines.join()).not.toMatch(/hunter2|call-tool\.test|\bat /);
});

test("a ProtocolError is the answer to the request", async () => {
  const server = createServer({ name: "s", version: "1" }).tool("t", { description: "d" }, () => {
    throw new ProtocolError(-32099, "Custom", { data: { a: 1 } });
  });
  const { error } = await new ScriptedClient(server).request("tools/call", { name: "t" });
  expect(error).toEqual({ code: -32099, message: "Custom", data: { a: 1 } });
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

test("a missing output is an error and not a crash, with every kind of schema", async () => {
  for (const output of [z.object({ a: z.number() }), { type: "object" }]) {
    const { result: failed, events } = await call(() => undefined, { definition: { output } });
    expect(JSON.parse(String(failed.content[0]?.["text"]))).toMatchObject({
      code: "invalid_output",
    });
    expect(events).toEqual([]);
  }
});

test("what the output schema makes of a value is what is sent", async () => {
  const { result: sent } = await call(() => ({ a: 1, secret: "x" }), {
    definition: { output: z.object({ a: z.number(), b: z.number().default(2) }) },
  });
  expect(sent["structuredContent"]).toEqual({ a: 1, b: 2 });
  expect(sent.content).toEqual([text('{"a":1,"b":2}')]);
});

test("mended arguments reach the handler and are reported in _meta and ctx", async () => {
  const seen: unknown[] = [];
  const { result: sent } = await call(
    (input, context) => {
      seen.push(input, context.request.repairs);
      return "ok";
    },
    { definition: { input: z.object({ n: z.number() }) }, input: { n: "5" } },
  );
  const repairs = [{ path: "n", from: "5", to: 5 }];
  expect(seen).toEqual([{ n: 5 }, repairs]);
  expect(sent["_meta"]).toMatchObject({ "dev.mortise/repaired": repairs });
});

test.each([
  ["missing", {}, "n"],
  ["of another type", { n: true }, "n"],
  ["mended in vain", { n: "5", m: true }, "m"],
])(
  "arguments that are %s are refused by name, in a way the model can read",
  async (_what, input, path) => {
    let calls = 0;
    const { result: failed } = await call(
      () => {
        calls += 1;
      },
      { definition: { input: z.object({ n: z.number(), m: z.number().optional() }) }, input },
    );
    expect(calls).toBe(0);
    expect(failed["isError"]).toBe(true);
    expect(JSON.parse(String(failed.content[0]?.["text"]))).toMatchObject({
      code: "invalid_arguments",
      error: expect.stringMatching(new RegExp(`^Invalid arguments for t: ${path}: `)),
      issues: [{ path }],
    });
  },
);

test("a schema that validates asynchronously is waited for, also after a repair", async () => {
  const input = z.object({
    n: z.number().refine((n) => Promise.resolve(n > 0), "must be positive"),
  });
  const good = await call((given) => `got ${(given as { n: number }).n}`, {
    definition: { input },
    input: { n: "5" },
  });
  expect(good.result.content).toEqual([text("got 5")]);
  const bad = await call(() => "never", { definition: { input }, input: { n: -1 } });
  expect(bad.result.content[0]?.["text"]).toContain("n: must be positive");
});

test("a tool without arguments takes whatever is sent for nothing", async () => {
  for (const input of [{}, { extra: 1 }]) {
    const seen: unknown[] = [];
    await call((given) => void seen.push(given), { input });
    expect(seen).toEqual([{}]);
  }
});

test("a handler that hangs is told by its signal and ends in an error that names the limit", async () => {
  const reasons: unknown[] = [];
  const { result: failed } = await call(
    (_input, { signal }) => {
      signal.addEventListener("abort", () => reasons.push(signal.reason));
      return new Promise(() => undefined);
    },
    { definition: { timeout: 20 } },
  );
  expect(JSON.parse(String(failed.content[0]?.["text"]))).toEqual({
    error: "Tool t did not finish within 0.02 s",
    code: "timeout",
  });
  expect(reasons).toEqual([expect.objectContaining({ code: "timeout" })]);
});

test("the server's timeout holds for tools without one of their own", async () => {
  const server = createServer({ name: "s", version: "1", timeout: 20 })
    .tool("slow", { description: "d" }, () => new Promise(() => undefined))
    .tool("own", { description: "d", timeout: "1h" }, async () => {
      await new ScriptedClient(server).request("tools/call", { name: "slow" });
      return "outlived it";
    });
  const { result: own } = await new ScriptedClient(server).request("tools/call", { name: "own" });
  expect(own["content"]).toEqual([text("outlived it")]);
});

test("a cancelled call aborts its signal, gets no answer, and the next call does", async () => {
  let started = Promise.withResolvers<AbortSignal>();
  const events: ServerEvent[] = [];
  const server = createServer({ name: "s", version: "1", log: (event) => events.push(event) })
    .tool("hang", { description: "d" }, (_input, { signal }) => {
      started.resolve(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
    })
    .tool("quick", { description: "d" }, () => "quick");
  for (const revision of ["2026-07-28", "2025-11-25"] as const) {
    started = Promise.withResolvers();
    const client = new ScriptedClient(server, revision);
    const { id } = client.start("tools/call", { name: "hang" });
    const signal = await started.promise;
    client.notify("notifications/cancelled", { requestId: id, reason: "changed my mind" });
    expect(signal.aborted).toBe(true);
    expect((signal.reason as Error).message).toContain("changed my mind");
    const { result: quick } = await client.request("tools/call", { name: "quick" });
    expect(quick["content"]).toEqual([text("quick")]);
    expect(client.lines.filter((line) => line.includes(`"id":${id},`))).toEqual([]);
  }
  expect(events).toEqual([]);
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
  expect("structuredContent" in object.result).toBe(revision >= "2025-06-18");
  for (const value of [[1], 7, new Date(0)]) {
    const other = await call(() => value, { revision });
    expect("structuredContent" in other.result).toBe(revision === "2026-07-28");
  }
  expect("resultType" in object.result).toBe(revision === "2026-07-28");
});

test("an argument under a wrong name is named, with the names there are", async () => {
  const definition = { input: z.object({ customer_id: z.string() }) };
  const { result: refused } = await call(() => "", { definition, input: { customer: "C-9" } });
  expect(refused.content[0]?.["text"]).toContain(
    "customer: no such argument; there are customer_id",
  );
});
