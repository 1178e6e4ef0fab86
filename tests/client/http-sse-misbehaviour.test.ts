import { EventEmitter, once } from "node:events";
import { KnownServers } from "@mortise/client";
import { connect } from "@mortise/node";
import { createFakeClock } from "@mortise/testing";
import { expect, test } from "vitest";
import type { ScriptedExchange, ScriptedHttp } from "../fixture/server/scripted-http.ts";
import { startScriptedHttp } from "../fixture/server/scripted-http.ts";

/** Refuses POST as `refuse` does; GET is the test's. */
function start(
  get: (exchange: ScriptedExchange) => unknown,
  refuse = (exchange: ScriptedExchange): void => exchange.plain(405),
): Promise<ScriptedHttp> {
  return startScriptedHttp(async (exchange) => {
    if (exchange.method === "POST") refuse(exchange);
    else await get(exchange);
  });
}

/** Begins an event stream with the given text. */
function write({ response }: ScriptedExchange, text: string): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  response.flushHeaders();
  response.write(text);
}

const ALL = ["POST server/discover", "POST initialize", "GET"];

test.each([400, 404, 405])("a plain %i is the error if GET is no event stream", async (status) => {
  await using server = await start(
    (exchange) => exchange.plain(200, "<html>", "text/html"),
    (exchange) => exchange.plain(status),
  );
  const knownServers = new KnownServers(); // the port may have been that of another test's server
  await expect(connect(server.url, { knownServers })).rejects.toMatchObject({
    code: "HTTP_ERROR",
    data: { status },
    message: expect.not.stringContaining("2024-11-05"),
  });
  expect(server.log).toEqual(ALL);
});

test.each([
  [401, -32600],
  [400, -32020],
  [400, -32021],
  [404, -32601],
  [500, -32603],
])("a %i with the JSON-RPC error %i is no sign of an old server", async (status, code) => {
  await using server = await start(
    (exchange) => exchange.plain(405),
    (exchange) => exchange.error(status, code),
  );
  await connect(server.url, { revision: "2025-11-25" }).catch(() => undefined);
  expect(server.log).toEqual(["POST initialize"]);
});

test.each([
  ["another event first", "event: message\ndata: {}\n\n", "did not begin with the endpoint"],
  ["an event of no type first", "data: /messages\n\n", "did not begin with the endpoint"],
])("a stream with %s is refused", async (_, text, reason) => {
  await using server = await start((exchange) => write(exchange, text));
  await expect(connect(server.url)).rejects.toMatchObject({
    code: "HTTP_ERROR",
    data: { status: 405 },
    message: expect.stringContaining(reason),
  });
});

test("events of other kinds may come before the endpoint", async () => {
  await using server = await start((exchange) =>
    write(exchange, "event: ping\ndata: 1\n\nevent: endpoint\ndata: https://other.example/m\n\n"),
  );
  await expect(connect(server.url)).rejects.toThrow(
    'wants messages sent to "https://other.example"',
  );
});

test.each([415, 422, 500, 501])("a plain %i may be that of an old server", async (status) => {
  await using server = await start(
    (exchange) => exchange.plain(405),
    (exchange) => exchange.plain(status),
  );
  await expect(connect(server.url, { revision: "2025-11-25" })).rejects.toMatchObject({
    data: { status },
  });
  expect(server.log).toEqual(["POST initialize", "GET"]);
});

test("a stream that ends or breaks before it names an endpoint is refused", async () => {
  for (const end of ["end", "destroy"] as const) {
    await using server = await start((exchange) => {
      write(exchange, ": nothing\n\n");
      exchange.response[end]();
    });
    await expect(connect(server.url)).rejects.toThrow("ended before it named an endpoint");
  }
});

test("a silent stream ends with the timeout or the signal of the connection", async () => {
  const streams = new EventEmitter();
  await using server = await start(async (exchange) => {
    write(exchange, ": nothing\n\n");
    streams.emit("open");
    await once(exchange.response, "close");
    streams.emit("close");
  });
  const next = (event: string): Promise<unknown> => once(streams, event);
  const clock = createFakeClock();
  const late = connect(server.url, { timeout: "5s", clock });
  await next("open");
  await Promise.all([
    expect(late).rejects.toMatchObject({ code: "TIMEOUT" }),
    next("close"),
    clock.advance("5s"),
  ]);
  const controller = new AbortController();
  const { signal } = controller;
  const aborted = connect(server.url, { signal });
  await next("open");
  const closed = next("close");
  controller.abort();
  await expect(aborted).rejects.toMatchObject({ code: "ABORTED" });
  await closed;
});

test.each([
  "http://evil.example/messages",
  "https://127.0.0.1/messages",
  "//evil.example",
  "http://",
])("an endpoint %s of another origin gets nothing", async (endpoint) => {
  const gone = Promise.withResolvers<void>();
  await using server = await start((exchange) => {
    exchange.response.once("close", gone.resolve);
    write(exchange, `event: endpoint\ndata: ${endpoint}\n\n`);
  });
  const headers = { authorization: "Bearer secret" };
  const knownServers = new KnownServers(); // the port may have been that of another test's server
  await expect(connect(server.url, { headers, knownServers })).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
    message: expect.stringMatching(/wants messages sent to .* same origin/),
  });
  await gone.promise;
  expect(server.log).toEqual(ALL);
});

test("a GET that wants credentials is an error that says so", async () => {
  await using server = await start((exchange) => exchange.plain(401));
  await expect(connect(server.url)).rejects.toMatchObject({
    code: "HTTP_ERROR",
    data: { status: 401 },
  });
});

/** A whole old server: `isUpgraded` makes it one of Streamable HTTP. */
function startOld(state: { isUpgraded: boolean; endpoint?: string }): Promise<ScriptedHttp> {
  let stream: ScriptedExchange | undefined;
  return startScriptedHttp((exchange) => {
    const { method, message, response } = exchange;
    if (method === "DELETE") return exchange.plain(200);
    const initialized = {
      protocolVersion: "2024-11-05",
      capabilities: {},
      serverInfo: { name: state.isUpgraded ? "new" : "old" },
    };
    if (state.isUpgraded) {
      if (message.method === "initialize") exchange.result(initialized);
      else exchange.plain(message.id === undefined && method === "POST" ? 202 : 405);
      return;
    }
    if (method === "GET") {
      stream = exchange;
      const endpoint = state.endpoint ?? `http://${exchange.headers.host}/absolute`;
      return write(exchange, `event: endpoint\ndata: ${endpoint}\n\n`);
    }
    if (state.endpoint === undefined && response.req.url !== "/absolute")
      return exchange.plain(404);
    exchange.plain(202);
    const answer = (value: object): void =>
      void stream?.response.write(
        `event: message\ndata: ${JSON.stringify({ jsonrpc: "2.0", ...value })}\n\n`,
      );
    if (message.method === "initialize") answer({ id: message.id, result: initialized });
    if (message.method === "ping") {
      stream?.response.write("event: other\ndata: {}\n\nevent: message\ndata: no json\n\n");
      answer({ id: message.id, result: {} });
    }
  });
}

test("an endpoint may be absolute, and events of other types or no JSON are passed over", async () => {
  const warnings: string[] = [];
  await using server = await startOld({ isUpgraded: false });
  await using client = await connect(server.url, { onWarning: (text) => warnings.push(text) });
  expect(client.revision).toBe("2024-11-05");
  await client.ping();
  expect(warnings).toEqual([expect.stringContaining("an event that is no message")]);
});

test("an old server that was replaced since is found anew", async () => {
  const state = { isUpgraded: false };
  await using server = await startOld(state);
  await (await connect(server.url)).close();
  state.isUpgraded = true;
  await using client = await connect(server.url);
  expect(client.serverInfo?.name).toBe("new");
  const before = server.log.length;
  await using again = await connect(server.url);
  expect(again.serverInfo?.name).toBe("new");
  expect(server.log.slice(before)[0]).toBe("POST initialize");
});

test("a message longer than allowed ends the connection with that error", async () => {
  await using server = await startOld({ isUpgraded: false });
  await expect(connect(server.url, { maxMessageBytes: 60 })).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
    message: expect.stringContaining("maxMessageBytes"),
  });
});

test("a JSON-RPC error stays the error, also beside an event stream that names no endpoint", async () => {
  await using server = await start(
    (exchange) => {
      write(exchange, ": nothing\n\n");
      exchange.response.end();
    },
    (exchange) => exchange.error(400, -32000, "No room"),
  );
  await expect(connect(server.url)).rejects.toMatchObject({ code: -32000, message: "No room" });
  expect(server.log).toEqual(ALL);
});
