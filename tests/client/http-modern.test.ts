import { once } from "node:events";
import { connect } from "@mortise/node";
import { MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { ScriptedExchange, ScriptedHttp } from "../fixture/server/scripted-http.ts";
import { startScriptedHttp } from "../fixture/server/scripted-http.ts";

const DISCOVERED = {
  resultType: "complete",
  supportedVersions: ["2026-07-28"],
  capabilities: { tools: { listChanged: true } },
};
const done = (text: string): { resultType: string; content: object[] } => ({
  resultType: "complete",
  content: [{ type: "text", text }],
});
const question = (message: string): object => ({
  method: "elicitation/create",
  params: { message, requestedSchema: { type: "object", properties: {} } },
});

function start(
  script: (exchange: ScriptedExchange) => void | Promise<void>,
): Promise<ScriptedHttp> {
  return startScriptedHttp((exchange) =>
    exchange.message.method === "server/discover" ? exchange.result(DISCOVERED) : script(exchange),
  );
}

test("every page of a list is read", async () => {
  await using server = await start((exchange) => {
    const page = Number(exchange.message.params?.["cursor"] ?? 0);
    exchange.result({
      tools: [{ name: `tool-${page}`, inputSchema: { type: "object" } }],
      ...(page < 2 && { nextCursor: String(page + 1) }),
    });
  });
  await using client = await connect(server.url);
  expect((await client.listTools()).map(({ name }) => name)).toEqual([
    "tool-0",
    "tool-1",
    "tool-2",
  ]);
});

test("a cursor that comes again ends the list with a warning", async () => {
  const tool = { name: "a", inputSchema: { type: "object" } };
  await using server = await start((exchange) =>
    exchange.result({ tools: [tool], nextCursor: "same" }),
  );
  const warnings: string[] = [];
  const onWarning = (message: string): number => warnings.push(message);
  await using client = await connect(server.url, { onWarning });
  expect((await client.listTools()).map(({ name }) => name)).toEqual(["a"]);
  expect(warnings).toEqual([expect.stringContaining("cursor")]);
});

test("the questions of a round are answered in parallel, and state goes back as it came", async () => {
  const rounds: unknown[] = [];
  await using server = await start((exchange) => {
    rounds.push({ id: exchange.message.id, ...exchange.message.params, _meta: undefined });
    if (rounds.length > 1) return exchange.result(done("thanks"));
    exchange.result({
      resultType: "input_required",
      requestState: ' {"keep": "bytes"}\u0000ü ',
      inputRequests: { a: question("A"), b: question("B") },
    });
  });
  let waiting = 0;
  const both = Promise.withResolvers<void>();
  await using client = await connect(server.url, {
    elicit: async ({ message }) => {
      waiting += 1;
      if (waiting === 2) both.resolve();
      await both.promise;
      return { action: "accept", content: { said: message } };
    },
  });
  expect((await client.callTool("ask", { x: 1 })).text).toBe("thanks");
  expect(rounds).toEqual([
    { id: 2, name: "ask", arguments: { x: 1 } },
    {
      id: 3,
      name: "ask",
      arguments: { x: 1 },
      requestState: ' {"keep": "bytes"}\u0000ü ',
      inputResponses: {
        a: { action: "accept", content: { said: "A" } },
        b: { action: "accept", content: { said: "B" } },
      },
    },
  ]);
});

test("a question without a handler names the option to pass", async () => {
  await using server = await start((exchange) =>
    exchange.result({ resultType: "input_required", inputRequests: { a: question("A") } }),
  );
  await using client = await connect(server.url);
  const call = client.callTool("ask");
  await expect(call).rejects.toMatchObject({ code: "INVALID_OPTION" });
  await expect(call).rejects.toThrow("pass connect(target, { elicit: ");
});

test("the error of a handler is the error of the call", async () => {
  await using server = await start((exchange) =>
    exchange.result({ resultType: "input_required", inputRequests: { a: question("A") } }),
  );
  const failure = new Error("the window was closed");
  await using client = await connect(server.url, { elicit: () => Promise.reject(failure) });
  await expect(client.callTool("ask")).rejects.toBe(failure);
});

test("a server that asks without end is stopped", async () => {
  await using server = await start((exchange) =>
    exchange.result({ resultType: "input_required", requestState: "more" }),
  );
  await using client = await connect(server.url);
  await expect(client.callTool("ask")).rejects.toThrow("more than 10 times");
});

test.each([
  ["an unknown resultType", { resultType: "maybe" }],
  ["an input request that names nothing", { resultType: "input_required" }],
])("%s is an invalid response", async (_, result) => {
  await using server = await start((exchange) => exchange.result(result));
  await using client = await connect(server.url);
  await expect(client.callTool("x")).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
});

test("arguments are repeated in headers once the tool is known; a mismatch lists the tools again", async () => {
  const schema = (header: string): object => ({
    type: "object",
    properties: { region: { type: "string", "x-mcp-header": header } },
  });
  let header = "Region";
  const seen: unknown[] = [];
  await using server = await start((exchange) => {
    if (exchange.message.method === "tools/list") {
      return exchange.result({ tools: [{ name: "find", inputSchema: schema(header) }] });
    }
    const value = exchange.headers[`mcp-param-${header.toLowerCase()}`];
    seen.push(value);
    if (value === undefined) exchange.error(400, -32020);
    else exchange.result(done("found"));
  });
  await using client = await connect(server.url);
  await client.callTool("find", { region: "Zürich" });
  header = "Area";
  await client.callTool("find", { region: "eu" });
  expect(seen).toEqual([undefined, "=?base64?WsO8cmljaA==?=", undefined, "eu"]);
});

test("a tool with an invalid header annotation is left out, with a warning", async () => {
  const tool = (name: string, header: string): object => ({
    name,
    inputSchema: { type: "object", properties: { a: { type: "string", "x-mcp-header": header } } },
  });
  await using server = await start((exchange) =>
    exchange.result({ tools: [tool("good", "Fine"), tool("bad", "not fine")] }),
  );
  const warnings: string[] = [];
  await using client = await connect(server.url, { onWarning: (text) => warnings.push(text) });
  expect((await client.listTools()).map(({ name }) => name)).toEqual(["good"]);
  expect(warnings.join()).toContain('"bad"');
});

test("aborting a call closes its stream, and a response that came too late is ignored", async () => {
  const closed = Promise.withResolvers<void>();
  await using server = await start(async (exchange) => {
    exchange.stream()({});
    await once(exchange.response, "close");
    closed.resolve();
  });
  await using client = await connect(server.url);
  const controller = new AbortController();
  const call = client.callTool("slow", {}, { signal: controller.signal, timeout: "1h" });
  await expect.poll(() => server.log.length).toBe(2);
  controller.abort(new Error("changed my mind"));
  const error = await call.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "ABORTED", cause: { message: "changed my mind" } });
  await closed.promise;
  expect(server.log).toEqual(["POST server/discover", "POST tools/call"]);
});

test("a stream that ends before the response fails the call", async () => {
  await using server = await start((exchange) => {
    exchange.stream()({ id: "1" });
    exchange.response.end();
  });
  await using client = await connect(server.url);
  await expect(client.callTool("x")).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
});

test("a connection that breaks before the answer says that the request may have been carried out", async () => {
  await using server = await start(({ response }) => void response.destroy());
  await using client = await connect(server.url);
  await expect(client.callTool("x")).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: expect.stringContaining(
      "broke before the answer came: socket hang up; the server may",
    ),
  });
});

test("a port that does not speak HTTP is named as such", async () => {
  await using server = await start(({ response }) => void response.socket?.end("SSH-2.0\r\n\r\n"));
  await using client = await connect(server.url);
  await expect(client.callTool("x")).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: `${server.url} does not speak HTTP: Parse Error: Expected HTTP/, RTSP/ or ICE/; check the host and the port of the URL`,
  });
});

test("a response longer than the limit is refused, as JSON and as an event", async () => {
  await using server = await start((exchange) => {
    const result = done("x".repeat(10_000));
    if (exchange.message.params?.["name"] === "json") return exchange.result(result);
    exchange.stream()({ data: { jsonrpc: "2.0", id: exchange.message.id, result } });
    exchange.response.end();
  });
  await using client = await connect(server.url, { maxMessageBytes: 5000 });
  await expect(client.callTool("json")).rejects.toThrow("maxMessageBytes");
  await expect(client.callTool("stream")).rejects.toThrow("maxMessageBytes");
});

test("headers can be given as they are, or asked for before each request", async () => {
  const seen: unknown[] = [];
  await using server = await start((exchange) => {
    seen.push(exchange.headers["authorization"]);
    exchange.result({ content: [] });
  });
  let count = 0;
  const headers = (): Record<string, string> => {
    count += 1;
    return { authorization: `Bearer ${count}` };
  };
  await using client = await connect(server.url, { headers });
  await client.callTool("x");
  await client.callTool("x");
  expect(seen).toEqual(["Bearer 2", "Bearer 3"]);
});

test("a subscription that drops is opened again, until its server ends it", async () => {
  let opened = 0;
  await using server = await start((exchange) => {
    opened += 1;
    const { id } = exchange.message;
    const meta = { "io.modelcontextprotocol/subscriptionId": id };
    const write = exchange.stream();
    const notify = (method: string, params: object): void =>
      write({ data: { jsonrpc: "2.0", method, params: { ...params, _meta: meta } } });
    notify("notifications/subscriptions/acknowledged", {
      notifications: { toolsListChanged: true },
    });
    if (opened === 1) return void exchange.response.destroy();
    notify("notifications/tools/list_changed", {});
    write({ data: { jsonrpc: "2.0", id, result: { resultType: "complete", _meta: meta } } });
    exchange.response.end();
  });
  await using client = await connect(server.url);
  const changes = [];
  for await (const change of client.listen({ toolsListChanged: true })) changes.push(change.method);
  expect(changes).toEqual(["notifications/tools/list_changed"]);
  expect(opened).toBe(2);
});

test("a subscription that the server refuses throws", async () => {
  await using server = await start((exchange) => exchange.error(404, -32601));
  await using client = await connect(server.url);
  const changes = client.listen({ toolsListChanged: true });
  await expect(changes.next()).rejects.toMatchObject({ code: -32601 });
});

test("callbacks for changes open a subscription by themselves, and closing the client ends it", async () => {
  const ended = Promise.withResolvers<void>();
  await using server = await start(async (exchange) => {
    const meta = { "io.modelcontextprotocol/subscriptionId": exchange.message.id };
    const write = exchange.stream();
    write({
      data: { jsonrpc: "2.0", method: "notifications/tools/list_changed", params: { _meta: meta } },
    });
    await once(exchange.response, "close");
    ended.resolve();
  });
  const changed = Promise.withResolvers<void>();
  const client = await connect(server.url, { onToolsChanged: () => changed.resolve() });
  await changed.promise;
  await client.close();
  await ended.promise;
});

test("a server without prompts has none, though it does not know the method", async () => {
  await using server = await start((exchange) => exchange.error(404, -32601));
  await using client = await connect(server.url);
  expect(await client.listPrompts()).toEqual([]);
  await expect(client.listTools()).rejects.toMatchObject({ code: -32601 });
});

test("a server that is gone fails the call, and serves the next one when it is back", async () => {
  let isDown = true;
  await using server = await start((exchange) => {
    if (isDown) exchange.response.destroy();
    else exchange.result({ tools: [] });
  });
  await using client = await connect(server.url);
  const error = await client.listTools().catch((reason: unknown) => reason);
  expect(MortiseError.is(error) && error.code).toBe("CONNECTION_FAILED");
  isDown = false;
  expect(await client.listTools()).toEqual([]);
});
