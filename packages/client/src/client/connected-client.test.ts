import type { JsonObject } from "@mortise/protocol";
import { ErrorCode } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { ExtensionExchange } from "../extension/client-extension.ts";
import type { WireScript } from "../jsonrpc/fixture/wire.ts";
import { Refusal } from "../jsonrpc/fixture/wire.ts";
import type { Progress } from "../progress/progress.ts";
import { MODERN, metaOf, open } from "./fixture/scene.ts";

test("the server's description of itself is the client's", async () => {
  const { client } = await open(() => ({}));
  expect(client).toMatchObject({
    revision: "2026-07-28",
    serverInfo: { name: "s", version: "1" },
    capabilities: { tools: {} },
    instructions: "Be brief.",
    isClosed: false,
  });
});

test("every list follows its pages", async () => {
  const { client } = await open(({ method, params }) => {
    const field =
      { "resources/templates/list": "resourceTemplates" }[method] ?? method.split("/")[0];
    const isFirst = params?.["cursor"] === undefined;
    const name = isFirst ? "one" : "two";
    const entry = { name, uri: name, uriTemplate: name, inputSchema: {} };
    return { [field as string]: [entry], ...(isFirst && { nextCursor: "more" }) };
  });
  const both = [{ name: "one" }, { name: "two" }];
  expect(await client.listTools()).toMatchObject(both);
  expect(await client.listResources()).toMatchObject(both);
  expect(await client.listResourceTemplates()).toMatchObject(both);
  expect(await client.listPrompts()).toMatchObject(both);
});

test("a server that does not know a list it does not declare has an empty one", async () => {
  const { client } = await open(() => {
    throw new Refusal(ErrorCode.MethodNotFound);
  });
  expect(await client.listPrompts()).toEqual([]);
  expect(await client.listResources()).toEqual([]);
  await expect(client.listTools()).rejects.toMatchObject({ code: ErrorCode.MethodNotFound });
});

test("a server with resources that does not know templates has none of them", async () => {
  const { client } = await open(
    ({ method }) => {
      if (method === "resources/templates/list") throw new Refusal(ErrorCode.MethodNotFound);
      return { resources: [{ uri: "a://1", name: "one" }] };
    },
    { offers: { resources: {} } },
  );
  expect(await client.listResources()).toHaveLength(1);
  expect(await client.listResourceTemplates()).toEqual([]);
});

test("pages that no longer fit together are read again from the first, without the kept ones", async () => {
  let version = 1;
  const { client, sent } = await open(
    ({ params }) => {
      const cursor = params?.["cursor"];
      if (cursor === undefined)
        return { tools: [{ name: `first of ${version}` }], nextCursor: `c${version}`, ttlMs: 1000 };
      if (cursor !== `c${version}`) throw new Refusal(ErrorCode.InvalidParams, "unknown cursor");
      return { tools: [{ name: `second of ${version}` }] };
    },
    { cache: true },
  );
  await client.listTools();
  version = 2;
  expect(await client.listTools()).toMatchObject([{ name: "first of 2" }, { name: "second of 2" }]);
  expect(sent("tools/list").map(({ params }) => params?.["cursor"])).toEqual([
    undefined,
    "c1",
    "c1",
    undefined,
    "c2",
  ]);
});

test("arguments of a prompt are sent as texts, and absent ones not at all", async () => {
  const { client, sent } = await open(() => ({ messages: [] }));
  await client.getPrompt("p", {
    text: "a",
    number: 5,
    object: { b: 1 },
    absent: undefined,
  } as never);
  expect(sent("prompts/get")[0]?.params).toMatchObject({
    name: "p",
    arguments: { text: "a", number: "5", object: '{"b":1}' },
  });
});

test("a completion names a prompt or a resource template, and the known arguments", async () => {
  const { client, sent } = await open(() => ({ completion: { values: ["a"], total: 1 } }));
  const argument = { name: "id", value: "1" };
  expect(await client.complete({ prompt: "p" }, argument)).toEqual({ values: ["a"], total: 1 });
  await client.complete({ resource: "a://{id}" }, argument, { other: "x" });
  expect(sent("completion/complete").map(({ params }) => params)).toMatchObject([
    { ref: { type: "ref/prompt", name: "p" }, argument },
    { ref: { type: "ref/resource", uri: "a://{id}" }, context: { arguments: { other: "x" } } },
  ]);
});

test.each<[string, (client: Awaited<ReturnType<typeof open>>["client"]) => Promise<unknown>]>([
  ["resources/read", (client) => client.readResource("a://1")],
  ["prompts/get", (client) => client.getPrompt("p")],
  ["completion/complete", (client) => client.complete({ prompt: "p" }, { name: "a", value: "" })],
])("an answer to %s without its list is INVALID_RESPONSE", async (method, ask) => {
  const { client } = await open(() => ({}));
  await expect(ask(client)).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
    message: expect.stringContaining(`${method} was answered without a list of`),
  });
});

test("ping asks the server even if an answer is kept, by the method of its era", async () => {
  const kept = { ...MODERN, ttlMs: 60_000 };
  const modern = await open(() => kept, { cache: true });
  await modern.client.ping();
  await modern.client.ping();
  expect(modern.sent("server/discover")).toHaveLength(3);
  const legacy = await open(() => ({}), { isLegacy: true });
  await legacy.client.ping();
  expect(legacy.sent("ping")).toHaveLength(1);
});

test("the log level is a request in a legacy session, and metadata later", async () => {
  const legacy = await open(() => ({}), { isLegacy: true });
  await legacy.client.setLogLevel("warning");
  expect(legacy.sent("logging/setLevel")[0]?.params).toEqual({ level: "warning" });
  const modern = await open(() => ({ content: [] }));
  await modern.client.callTool("a");
  await modern.client.setLogLevel("warning");
  await modern.client.callTool("a");
  await modern.client.callTool("a", {}, { logLevel: "debug" });
  const levels = modern
    .sent("tools/call")
    .map(({ params }) => metaOf(params)["io.modelcontextprotocol/logLevel"]);
  expect(levels).toEqual([undefined, "warning", "debug"]);
});

test("a listener for logs asks for them from `info` on", async () => {
  const { client, sent } = await open(() => ({ content: [] }));
  await client.callTool("a", {}, { onLog: () => undefined });
  expect(sent("tools/call")[0]).toMatchObject({
    params: { _meta: { "io.modelcontextprotocol/logLevel": "info" } },
  });
});

const TOOL = {
  name: "a",
  inputSchema: {
    type: "object",
    properties: { region: { type: "string", "x-mcp-header": "Region" } },
  },
};

test("annotated arguments are repeated in headers over HTTP, once the tools were listed", async () => {
  const { client, wire } = await open(
    ({ method }) => (method === "tools/list" ? { tools: [TOOL] } : { content: [] }),
    { kind: "http" },
  );
  await client.callTool("a", { region: "eu" });
  await client.listTools();
  await client.callTool("a", { region: "eu" });
  await client.request("tools/call", { name: "a", arguments: { region: "us" } });
  await client.request("tools/call", { name: "a", arguments: "none" });
  const headers = wire.options.map((options) => options?.headers?.["Mcp-Param-Region"]);
  expect(headers).toEqual([undefined, undefined, undefined, "eu", "us", undefined]);
});

test("a call that is refused for its headers is repeated after the tools were listed anew", async () => {
  let isNew = false;
  const { client, wire } = await open(
    ({ method }) => {
      if (method === "tools/list") {
        isNew = true;
        return { tools: [TOOL] };
      }
      if (!isNew) throw new Refusal(ErrorCode.HeaderMismatch);
      return { content: [{ type: "text", text: "done" }] };
    },
    { kind: "http" },
  );
  expect((await client.callTool("a", { region: "eu" })).text).toBe("done");
  expect(wire.methods.slice(1)).toEqual(["tools/call", "tools/list", "tools/call"]);
});

test("a call that is refused for its headers twice fails, and elsewhere than over HTTP at once", async () => {
  const script: WireScript = ({ method }) => {
    if (method === "tools/list") return { tools: [] };
    throw new Refusal(ErrorCode.HeaderMismatch);
  };
  for (const [kind, methods] of [
    ["http", ["tools/call", "tools/list", "tools/call"]],
    ["stdio", ["tools/call"]],
  ] as const) {
    const { client, wire } = await open(script, { kind });
    await expect(client.callTool("a")).rejects.toMatchObject({ code: ErrorCode.HeaderMismatch });
    expect(wire.methods.slice(1)).toEqual(methods);
  }
});

test("a tool whose annotations are invalid is left out over HTTP, with a warning", async () => {
  const invalid = {
    name: "b",
    inputSchema: { properties: { x: { type: "object", "x-mcp-header": "X" } } },
  };
  const warnings: string[] = [];
  const script: WireScript = () => ({ tools: [TOOL, invalid] });
  const options = { onWarning: (message: string) => void warnings.push(message) };
  const overHttp = await open(script, { kind: "http", ...options });
  expect((await overHttp.client.listTools()).map(({ name }) => name)).toEqual(["a"]);
  expect(warnings).toEqual([
    expect.stringMatching(/^The tool "b" is left out: x-mcp-header of "x"/),
  ]);
  const overStdio = await open(script, { kind: "stdio" });
  expect(await overStdio.client.listTools()).toHaveLength(2);
});

test("progress that an extension reports reaches the caller, whose rejection is a warning", async () => {
  const warnings: string[] = [];
  const result = {
    methods: ["tools/call"],
    complete: async (_: JsonObject, exchange: ExtensionExchange): Promise<JsonObject> => {
      exchange.onProgress?.({ progress: 1 });
      return { content: [] };
    },
  };
  const { client } = await open(() => ({ resultType: "later" }), {
    extensions: [{ id: "io.test/x", results: { later: result } }],
    onWarning: (message) => void warnings.push(message),
  });
  const onProgress = async ({ progress }: Progress): Promise<void> => {
    throw new Error(`broken at ${progress}`);
  };
  await client.callTool("a", {}, { onProgress });
  expect(warnings).toEqual(["onProgress of tools/call failed: Error: broken at 1"]);
});

test("a kept list goes stale when a call from it is refused", async () => {
  const { client, sent } = await open(
    ({ method }) => {
      if (method === "tools/list") return { tools: [TOOL], ttlMs: 60_000 };
      throw new Refusal(ErrorCode.InvalidParams, "Unknown tool");
    },
    { cache: true },
  );
  await client.listTools();
  await client.listTools();
  expect(sent("tools/list")).toHaveLength(1);
  await expect(client.callTool("gone")).rejects.toThrow("Unknown tool");
  await client.listTools();
  expect(sent("tools/list")).toHaveLength(2);
});

test("a result for which the server asked for input is not kept", async () => {
  let people = 0;
  const question = {
    method: "elicitation/create",
    params: { mode: "form", message: "Who?", requestedSchema: { type: "object", properties: {} } },
  };
  const { client, sent } = await open(
    ({ params }) => {
      const answers = params?.["inputResponses"] as JsonObject | undefined;
      if (answers === undefined)
        return { resultType: "input_required", inputRequests: { who: question } };
      const { content } = answers["who"] as { content: { name: string } };
      return { contents: [{ uri: "a://hello", text: `hello ${content.name}` }], ttlMs: 60_000 };
    },
    {
      cache: true,
      elicit: () => {
        people += 1;
        return { action: "accept", content: { name: people === 1 ? "ann" : "bob" } };
      },
    },
  );
  const read = async (): Promise<unknown> => (await client.readResource("a://hello")).contents[0];
  expect(await read()).toMatchObject({ text: "hello ann" });
  expect(await read()).toMatchObject({ text: "hello bob" });
  expect(sent("resources/read")).toHaveLength(4);
});

test("callers that read together are each asked their own questions", async () => {
  const question = { method: "roots/list" };
  let rounds = 0;
  const { client } = await open(
    ({ params }) => {
      if (params?.["inputResponses"] === undefined) {
        return { resultType: "input_required", inputRequests: { q: question } };
      }
      rounds += 1;
      return { contents: [{ uri: "a://1", text: `round ${rounds}` }], ttlMs: 60_000 };
    },
    { cache: true, roots: () => [] },
  );
  const both = await Promise.all([client.readResource("a://1"), client.readResource("a://1")]);
  const texts = both.map(({ contents }) => (contents[0] as { text: string }).text);
  expect(new Set(texts).size).toBe(2);
});

test("metadata of a request is part of it, in the cache too", async () => {
  const { client, sent } = await open(() => ({ tools: [], ttlMs: 60_000 }), { cache: true });
  await client.listTools({ meta: { tenant: "a" } });
  await client.listTools({ meta: { tenant: "b" } });
  await client.listTools({ meta: { tenant: "a" } });
  expect(sent("tools/list").map(({ params }) => metaOf(params)["tenant"])).toEqual(["a", "b"]);
});

test("a closed client answers nothing from its cache", async () => {
  const { client } = await open(() => ({ tools: [], ttlMs: 60_000 }), { cache: true });
  await client.listTools();
  await client.close();
  await expect(client.listTools()).rejects.toMatchObject({ code: "CLOSED" });
});

test("legacy results are never kept, even with a `ttlMs`", async () => {
  const { client, sent } = await open(() => ({ tools: [], ttlMs: 60_000 }), {
    cache: true,
    isLegacy: true,
  });
  await client.listTools();
  await client.listTools();
  expect(sent("tools/list")).toHaveLength(2);
});

test.each([
  ["maxEntries", -1],
  ["maxBytes", Number.NaN],
  ["maxBytes", "5" as unknown as number],
])("a cache with %s of %s is refused", async (name, value) => {
  const connecting = open(() => ({}), { cache: { [name]: value } });
  await expect(connecting).rejects.toThrow(`cache.${name} is ${value}; give a number of 0 or more`);
});

test("a revision that this client does not speak is refused with those it does", async () => {
  const connecting = open(() => ({}), { revision: "1999-01-01" as never });
  await expect(connecting).rejects.toThrow(
    '"1999-01-01" is no revision this client speaks; choose "auto" or one of 2026-07-28, ',
  );
});

test("a list with options for an extension is neither kept nor taken from the cache", async () => {
  const id = "com.example/a";
  const script: WireScript = () => ({ tools: [], ttlMs: 60_000 });
  const { client, sent } = await open(script, { cache: true, extensions: [{ id }] });
  await client.listTools();
  await client.listTools({ extensions: { [id]: { deep: true } } });
  await client.listTools();
  expect(sent("tools/list")).toHaveLength(2);
});
