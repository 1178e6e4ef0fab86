import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, MetaKey, ProtocolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";
import type { ForwardHandler } from "./forward.ts";

const ELICITING = { [MetaKey.clientCapabilities]: { elicitation: {} } };

function createUpstream(): Server<unknown> {
  return createServer({ name: "upstream", version: "9" })
    .tool("ask", { description: "d" }, async (_input, ctx) => {
      ctx.progress(1, 3, "asked");
      ctx.log.info("log of upstream");
      const schema = z.object({ name: z.string() });
      const answer = await ctx.elicit("who", { message: "Who?", schema });
      return { hello: answer.action === "accept" ? answer.content.name : "" };
    })
    .prompt("letter", { input: z.object({ to: z.enum(["ann", "bob"]) }) }, ({ to }) => `To ${to}`)
    .resource(
      "docs://{page}",
      { complete: { page: () => ["one", "two"] } },
      ({ page }) => `${page}`,
    );
}

/** Offers what an upstream lists, and passes requests on as a gateway does. */
function createGateway(upstream: Server<unknown>, log?: (event: ServerEvent) => void) {
  const session = new ScriptedClient(upstream);
  const forward: ForwardHandler = async ({ method, params }, { notify }) => {
    const before = session.lines.length;
    const { result, error } = await session.request(method, params);
    for (const line of session.lines.slice(before)) {
      const message = JSON.parse(line) as JsonObject;
      if ("id" in message) continue;
      notify(message["method"] as string, message["params"] as JsonObject);
    }
    if (error) throw ProtocolError.received(error);
    return result;
  };
  const server = createServer({ name: "gateway", version: "1", ...(log && { log }) });
  return { server, session, forward };
}

async function listOf(client: ScriptedClient, kind: string): Promise<JsonObject[]> {
  const member = kind === "resources/templates" ? "resourceTemplates" : kind;
  return (await client.request(`${kind}/list`)).result[member] as JsonObject[];
}

test("a forwarded tool passes progress, logs, input and raw results through", async () => {
  const upstream = createUpstream();
  const { server, forward } = createGateway(upstream);
  const [tool] = await listOf(new ScriptedClient(upstream), "tools");
  server.forward("tool", tool as never, forward);
  const client = new ScriptedClient(server);
  expect(await listOf(client, "tools")).toEqual([tool]);

  const _meta = { ...ELICITING, progressToken: "p", [MetaKey.logLevel]: "info" };
  const { result: asked } = await client.request("tools/call", { name: "ask", _meta });
  expect(asked).toMatchObject({
    resultType: "input_required",
    inputRequests: { who: { method: "elicitation/create" } },
    requestState: expect.any(String),
    _meta: { [MetaKey.serverInfo]: { name: "upstream", version: "9" } },
  });
  expect(client.notifications("notifications/progress")).toEqual([
    { progressToken: "p", progress: 1, total: 3, message: "asked" },
  ]);
  expect(client.notifications("notifications/message")).toMatchObject([
    { data: "log of upstream" },
  ]);

  const { result } = await client.request("tools/call", {
    name: "ask",
    _meta,
    requestState: asked["requestState"],
    inputResponses: { who: { action: "accept", content: { name: "Ann" } } },
  });
  expect(result).toMatchObject({
    resultType: "complete",
    structuredContent: { hello: "Ann" },
    _meta: { [MetaKey.serverInfo]: { name: "upstream" } },
  });
});

test("forwarded prompts, resources and completions are answered by the other server", async () => {
  const upstream = createUpstream().resource("docs://fixed/page", {}, () => "fixed");
  const { server, forward } = createGateway(upstream);
  const other = new ScriptedClient(upstream);
  for (const prompt of await listOf(other, "prompts")) {
    server.forward("prompt", prompt as never, forward);
  }
  for (const resource of await listOf(other, "resources")) {
    server.forward("resource", resource as never, forward);
  }
  for (const template of await listOf(other, "resources/templates")) {
    server.forward("resourceTemplate", template as never, forward);
  }
  const client = new ScriptedClient(server);
  const prompt = await client.request("prompts/get", { name: "letter", arguments: { to: "ann" } });
  expect(prompt.result["messages"]).toMatchObject([{ content: { text: "To ann" } }]);
  for (const uri of ["docs://fixed/page", "docs://one"]) {
    const read = await client.request("resources/read", { uri });
    expect(read.result["contents"]).toMatchObject([{ uri }]);
  }
  const completed = await client.request("completion/complete", {
    ref: { type: "ref/prompt", name: "letter" },
    argument: { name: "to", value: "b" },
  });
  expect(completed.result["completion"]).toMatchObject({ values: ["bob"] });
  const discovered = await client.request("server/discover");
  expect(discovered.result["capabilities"]).toHaveProperty("completions");
});

test("an error of the other server reaches the client whole, any other is masked", async () => {
  const events: ServerEvent[] = [];
  const { server, forward } = createGateway(createUpstream(), (event) => events.push(event));
  const listed = { name: "gone", inputSchema: { type: "object" } };
  server.forward("tool", listed, forward).forward("tool", { ...listed, name: "broken" }, () => {
    throw new Error("secret database password");
  });
  const client = new ScriptedClient(server);
  const gone = await client.request("tools/call", { name: "gone" });
  expect(gone.error).toMatchObject({
    code: ErrorCode.InvalidParams,
    message: expect.stringContaining("gone"),
  });
  const broken = await client.request("tools/call", { name: "broken" });
  expect(JSON.stringify(broken)).not.toContain("password");
  expect(events).toMatchObject([{ level: "error", message: expect.stringContaining("broken") }]);
});

test.each([
  ["a received error", ProtocolError.received({ code: "x" as never, message: "secret" })],
  ["an own error", new ProtocolError(Number.NaN, "secret")],
])("%s whose code is no number is masked", async (_name, thrown) => {
  const events: ServerEvent[] = [];
  const { server } = createGateway(createUpstream(), (event) => events.push(event));
  server.forward("tool", { name: "bad", inputSchema: { type: "object" } }, () => {
    throw thrown;
  });
  const { error } = await new ScriptedClient(server).request("tools/call", { name: "bad" });
  expect(error).toMatchObject({ code: ErrorCode.InternalError });
  expect(JSON.stringify(error)).not.toContain("secret");
  expect(events).toMatchObject([{ message: expect.stringContaining("not an integer: secret") }]);
});

test("a notification without a method is dropped and logged", async () => {
  const events: ServerEvent[] = [];
  const { server } = createGateway(createUpstream(), (event) => events.push(event));
  server.forward("tool", { name: "n", inputSchema: { type: "object" } }, (_request, { notify }) => {
    for (const method of ["", 5, undefined, "notifications/own"]) notify(method as string, {});
    return { content: [] };
  });
  const client = new ScriptedClient(server);
  expect((await client.request("tools/call", { name: "n" })).result).toMatchObject({ content: [] });
  const methods = client.lines.map((line) => JSON.parse(line).method).filter(Boolean);
  expect(methods).toEqual(["notifications/own"]);
  expect(events.map(({ level, message }) => [level, message])).toEqual(
    ['""', "number", "undefined"].map((found) => [
      "warning",
      `the forwarded tool n sent a notification whose method is ${found}, not a name; it was dropped`,
    ]),
  );
});

test("arguments and structured content pass without validation", async () => {
  const seen: unknown[] = [];
  const server = createServer({ name: "s", version: "1" }).forward(
    "tool",
    {
      name: "strict",
      inputSchema: { type: "object", properties: { n: { type: "number" } }, required: ["n"] },
      outputSchema: { type: "object", properties: { n: { type: "number" } } },
    },
    ({ params }) => {
      seen.push(params["arguments"]);
      return { content: [], structuredContent: { n: "not a number" }, extra: [1] };
    },
  );
  const client = new ScriptedClient(server);
  const { result } = await client.request("tools/call", { name: "strict", arguments: { n: "x" } });
  expect(seen).toEqual([{ n: "x" }]);
  expect(result).toMatchObject({ structuredContent: { n: "not a number" }, extra: [1] });
});

test("a forwarded tool obeys scopes, visibility and its timeout", async () => {
  const never: ForwardHandler = () => new Promise(() => undefined);
  const listed = { name: "slow", inputSchema: { type: "object" } };
  const server = createServer({ name: "s", version: "1" })
    .forward("tool", listed, never, { timeout: 1 })
    .forward("tool", { ...listed, name: "hidden" }, never, { enabled: false })
    .forward("tool", { ...listed, name: "scoped" }, never, { scopes: ["a"] });
  const client = new ScriptedClient(server);
  expect((await listOf(client, "tools")).map(({ name }) => name)).toEqual(["slow", "scoped"]);
  const slow = await client.request("tools/call", { name: "slow" });
  expect(slow.error.message).toContain("did not finish within");
  const scoped = await client.request("tools/call", { name: "scoped" });
  expect(scoped.error.message).toContain("scopes");
});

test("on a legacy session a forwarded request can ask the client", async () => {
  const server = createServer({ name: "s", version: "1" }).forward(
    "tool",
    { name: "ask", inputSchema: { type: "object" } },
    async (_request, { ask, revision }) => {
      const answer = await ask?.("elicitation/create", { message: "Who?" });
      return { content: [], structuredContent: { answer, revision } };
    },
  );
  const client = new ScriptedClient(server, "2025-11-25");
  const { text } = client.start("tools/call", { name: "ask" });
  await client.until(() => client.lines.some((line) => line.includes("elicitation/create")));
  const { id } = JSON.parse(client.lines.at(-1) ?? "{}");
  client.send({ jsonrpc: "2.0", id, result: { action: "decline" } });
  expect(JSON.parse(await text).result.structuredContent).toEqual({
    answer: { action: "decline" },
    revision: "2025-11-25",
  });
});

test.each([
  ["a name that is none", "tool", { name: "", inputSchema: {} }],
  ["a handler that is none", "tool", { name: "t", inputSchema: {} }],
] as const)("%s is refused", (what, kind, listed) => {
  const handler = what.startsWith("a handler") ? (undefined as never) : () => ({});
  const server = createServer({ name: "s", version: "1" });
  expect(() => server.forward(kind, listed, handler)).toThrow(
    expect.objectContaining({ code: "INVALID_DEFINITION" }),
  );
});

test.each([
  ["with a slash", "files/read"],
  ["with a space", "read file"],
  ["longer than 128 characters", "x".repeat(200)],
])("a tool is forwarded under the name that the other server lists, %s", async (_what, name) => {
  const server = createServer({ name: "gateway", version: "1" });
  server.forward("tool", { name, inputSchema: { type: "object" } }, () => ({ content: [] }));
  const client = new ScriptedClient(server);
  expect((await client.request("tools/call", { name })).result["content"]).toEqual([]);
});

test("a forwarded tool keeps its name in a mount and in a transform, which may give another", async () => {
  const gateway = createServer({ name: "gateway", version: "1" });
  for (const name of ["files/read", "write file", "x".repeat(200)]) {
    const listed = { name, inputSchema: { type: "object" } } as const;
    gateway.forward("tool", listed, ({ params }) => ({
      content: [{ type: "text", text: String(params["name"]) }],
    }));
  }
  const desk = createServer({ name: "desk", version: "1" }).mount("fs", gateway, {
    transform: { tools: { "files/read": { title: "Read" }, "write file": { name: "write" } } },
  });
  const client = new ScriptedClient(desk);
  const tools = (await client.request("tools/list")).result["tools"] as JsonObject[];
  const outer = ["fs_files/read", "fs_write", `fs_${"x".repeat(200)}`];
  expect(tools.map(({ name }) => name)).toEqual(outer);
  expect(tools[0]).toMatchObject({ title: "Read" });
  for (const [at, own] of ["files/read", "write file", "x".repeat(200)].entries()) {
    const { result } = await client.request("tools/call", { name: outer[at] });
    expect(result["content"]).toEqual([{ type: "text", text: own }]);
  }
  const strict = { tools: { "files/read": { name: "read file" } } };
  expect(() => gateway.transform(strict)).toThrow(/"read file" cannot name a tool/);
});

test("a kind or a listed form that cannot be forwarded is refused", () => {
  const server = createServer({ name: "gateway", version: "1" });
  const forward = (kind: unknown, listed: unknown) => () =>
    server.forward(kind as "tool", listed as never, () => ({}));
  const refused = (message: RegExp): object =>
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    });
  expect(forward("tools", [{}])).toThrow(
    refused(/"resourceTemplate" or "prompt", one at a time, not "tools"/),
  );
  expect(forward("tool", undefined)).toThrow(
    refused(/needs the tool as the other server lists it/),
  );
  expect(forward("tool", {})).toThrow(refused(/forwarded tool needs the name .* not undefined/));
  expect(forward("prompt", { name: "" })).toThrow(refused(/forwarded prompt needs the name .* ""/));
});

test("forwarded log messages keep to the level that a client of 2025-11-25 has set", async () => {
  const levels: unknown[] = [];
  const server = createServer({ name: "gateway", version: "1" }).forward(
    "tool",
    { name: "t", inputSchema: { type: "object" } },
    (_request, { notify, logLevel }) => {
      levels.push(logLevel);
      for (const level of ["debug", "warning", "error"]) {
        notify("notifications/message", { level, data: level });
      }
      return { content: [] };
    },
  );
  const client = new ScriptedClient(server, "2025-11-25");
  await client.request("logging/setLevel", { level: "warning" });
  await client.request("tools/call", { name: "t" });
  const sent = client.notifications("notifications/message").map(({ data }) => data);
  expect(sent).toEqual(["warning", "error"]);
  const silent = new ScriptedClient(server);
  await silent.request("tools/call", { name: "t" });
  expect(silent.notifications("notifications/message")).toEqual([]);
  expect(levels).toEqual(["warning", undefined]);
});
