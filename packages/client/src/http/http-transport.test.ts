import type { JsonRpcMessage, JsonRpcRequest } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { KnownServers } from "../known-server/known-servers.ts";
import { nextTurn } from "../time/fixture/next-turn.ts";
import type { WebScript, WebStream } from "./fixture/web-server.ts";
import { createWebServer, INITIALIZED, openWebStream } from "./fixture/web-server.ts";
import type { HttpTransportOptions } from "./http-options.ts";
import { HttpTransport } from "./http-transport.ts";

const MODERN = { revision: "2026-07-28" } as const;
const CALL: JsonRpcRequest = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "a" } };
const INITIALIZE: JsonRpcRequest = { jsonrpc: "2.0", id: 9, method: "initialize", params: {} };

function open(script: WebScript, options: HttpTransportOptions = {}) {
  const server = createWebServer(script);
  const clock = createFakeClock();
  const warnings: string[] = [];
  const transport = new HttpTransport(new URL(server.url), {
    fetch: server.fetch,
    clock,
    knownServers: new KnownServers(),
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  const received: [JsonRpcMessage, unknown][] = [];
  const ends: (Error | undefined)[] = [];
  void transport.start({
    message: (message, id) => received.push([message, id]),
    closed: (error) => ends.push(error),
  });
  return { server, clock, transport, received, ends, warnings };
}

/** Opens a session of 2025-11-25 whose standalone stream is refused. */
async function openSession(script: WebScript, options: HttpTransportOptions = {}) {
  const scene = open(async (exchange) => {
    const { method, message } = exchange;
    if (message.method === "initialize") {
      return exchange.result(INITIALIZED, { "mcp-session-id": "s-1" });
    }
    if (method === "GET" && exchange.header("last-event-id") === null) {
      return new Response("", { status: 405 });
    }
    return await script(exchange);
  }, options);
  await scene.transport.send(INITIALIZE);
  await scene.transport.opened("2025-11-25");
  scene.received.length = 0;
  return scene;
}

test("a message is a POST with the headers of the revision, and its JSON response is delivered", async () => {
  const { server, transport, received } = open(({ result }) => result({ content: [] }));
  await transport.send(CALL, { ...MODERN, headers: { "mcp-param-x": "1", accept: "forged" } });
  const [exchange] = server.exchanges;
  expect(exchange?.message).toEqual(CALL);
  expect(Object.fromEntries(exchange?.request.headers ?? [])).toMatchObject({
    accept: "application/json, text/event-stream",
    "content-type": "application/json",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "a",
    "mcp-param-x": "1",
  });
  expect(received).toEqual([[{ jsonrpc: "2.0", id: 1, result: { content: [] } }, 1]]);
});

test("an event stream is delivered message by message, up to the response", async () => {
  const web = openWebStream();
  const { transport, received } = open(() => web.response);
  const sending = transport.send(CALL, MODERN);
  web.send({ data: { jsonrpc: "2.0", method: "notifications/message", params: {} } });
  web.send({ data: { jsonrpc: "2.0", id: 1, result: {} } });
  web.end();
  await sending;
  expect(received.map(([message, id]) => ["method" in message ? "log" : "result", id])).toEqual([
    ["log", 1],
    ["result", 1],
  ]);
});

test("a stream that a server keeps open after the response is left after a second", async () => {
  const web = openWebStream();
  const { clock, transport } = open(() => web.response);
  const sending = transport.send(CALL, MODERN);
  web.send({ data: { jsonrpc: "2.0", id: 1, result: {} } });
  await clock.waitFor(1000);
  await clock.advance(1000);
  await sending;
  await web.cancelled;
});

test("an event that is no message is a warning, and the stream goes on", async () => {
  const web = openWebStream();
  const { transport, received, warnings } = open(() => web.response);
  const sending = transport.send(CALL, MODERN);
  web.send({ data: "{nonsense" });
  web.send({ data: { jsonrpc: "2.0", id: 1, result: {} } });
  web.end();
  await sending;
  expect(received).toHaveLength(1);
  expect(warnings).toEqual([
    expect.stringContaining("https://server.example/mcp sent an event that is no message"),
  ]);
});

test("a modern stream that ends before the response fails the request and is not resumed", async () => {
  const web = openWebStream();
  const { server, transport } = open(() => web.response);
  const sending = transport.send(CALL, MODERN);
  web.send({ id: "1", data: { jsonrpc: "2.0", method: "notifications/x" } });
  web.end();
  await expect(sending).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  expect(server.log).toEqual(["POST tools/call"]);
});

test.each<[string, WebScript]>([
  ["HTML", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
  ["no content type", () => new Response(new Uint8Array([1]))],
  ["JSON that is no message", () => Response.json({ hello: 1 })],
  ["broken JSON", () => new Response("{", { headers: { "content-type": "application/json" } })],
  ["the response to another request", () => Response.json({ jsonrpc: "2.0", id: 5, result: {} })],
])("%s in answer to a request is INVALID_RESPONSE", async (_, script) => {
  const { transport } = open(script);
  await expect(transport.send(CALL, MODERN)).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
});

test("a batch of one, and an error without an id, answer a request", async () => {
  const answers = [
    Response.json([{ jsonrpc: "2.0", id: 1, result: {} }]),
    Response.json({ jsonrpc: "2.0", error: { code: -32600, message: "no" } }),
  ];
  const { transport, received } = open(() => answers.shift() as Response);
  await transport.send(CALL, MODERN);
  await transport.send(CALL, MODERN);
  expect(received).toHaveLength(2);
});

test("a body longer than maxMessageBytes is refused, in JSON and in a stream", async () => {
  const web = openWebStream();
  const answers = [Response.json({ x: "x".repeat(200) }), web.response];
  const { transport } = open(() => answers.shift() as Response, { maxMessageBytes: 100 });
  await expect(transport.send(CALL, MODERN)).rejects.toThrow("raise maxMessageBytes");
  const sending = transport.send(CALL, MODERN);
  web.send({ data: "x".repeat(200) });
  await expect(sending).rejects.toThrow("raise maxMessageBytes");
});

test("a session is kept by its id, and ended by DELETE", async () => {
  const { server, transport, ends } = await openSession(({ method, result }) =>
    method === "DELETE" ? new Response(null, { status: 204 }) : result({}),
  );
  expect(transport.sessionId).toBe("s-1");
  await transport.send(CALL);
  const last = server.exchanges.at(-1);
  expect(last?.header("mcp-session-id")).toBe("s-1");
  expect(last?.header("mcp-protocol-version")).toBe("2025-11-25");
  await transport.close();
  await transport.close();
  expect(server.log.at(-1)).toBe("DELETE");
  expect(server.exchanges.at(-1)?.header("mcp-session-id")).toBe("s-1");
  expect(ends).toEqual([undefined]);
});

test("a session that began beside the modern revision is ended, and its id forgotten", async () => {
  const { server, transport } = await openSession(({ method, result }) =>
    method === "DELETE" ? new Response(null, { status: 204 }) : result({}),
  );
  await transport.opened("2026-07-28");
  await transport.send(CALL, MODERN);
  expect(server.log.slice(-2)).toEqual(["DELETE", "POST tools/call"]);
  const headers = server.exchanges.slice(-2).map(({ header }) => header("mcp-session-id"));
  expect(headers).toEqual(["s-1", null]);
});

test("closing does not wait longer than two seconds for a DELETE", async () => {
  const { clock, transport, ends } = await openSession(() => new Promise(() => undefined));
  const closing = transport.close();
  await clock.waitFor(2000);
  await clock.advance(2000);
  await closing;
  expect(ends).toEqual([undefined]);
});

test("a transport without a session sends no DELETE", async () => {
  const { server, transport } = open(({ result }) => result({}));
  await transport.send(CALL, MODERN);
  await transport.close();
  expect(server.log).toEqual(["POST tools/call"]);
});

test("a 404 in a session says that it is over; without one it is a plain error", async () => {
  const gone = (): Response => new Response("gone", { status: 404 });
  const inSession = await openSession(gone);
  await expect(inSession.transport.send(CALL)).rejects.toMatchObject({
    code: "HTTP_ERROR",
    data: { status: 404, sessionEnded: true },
  });
  const { transport } = open(gone);
  const failing = transport.send(CALL, MODERN);
  await expect(failing).rejects.toMatchObject({ data: { status: 404 } });
  await expect(failing).rejects.not.toMatchObject({ data: { sessionEnded: true } });
});

test.each([
  ["Bad Request: No valid session ID provided", true],
  ["Bad Request: Server not initialized", true],
  ["The arguments are wrong", undefined],
])("a 400 in a session with the words %j says that it is over: %s", async (words, sessionEnded) => {
  const inSession = await openSession(({ error }) => error(400, -32000, words));
  const failure = (await inSession.transport.send(CALL).catch((error: unknown) => error)) as {
    readonly data?: { readonly sessionEnded?: boolean };
  };
  expect(failure.data?.sessionEnded).toBe(sessionEnded);
  const { transport } = open(({ error }) => error(400, -32000, words));
  await expect(transport.send(CALL, MODERN)).rejects.toMatchObject({ code: -32000 });
});

test("a server that refuses the stream of its own messages cannot report changes", async () => {
  const { transport } = await openSession(() => new Response("", { status: 405 }));
  await transport.opened("2025-11-25");
  expect(transport.unheard).toMatchObject({ code: "HTTP_ERROR", data: { status: 405 } });
});

test("initialize forgets the session before it", async () => {
  const { server, transport } = await openSession(({ result }) => result({}));
  await transport.send(INITIALIZE);
  const last = server.exchanges.at(-1);
  expect(last?.header("mcp-session-id")).toBeNull();
  expect(last?.header("mcp-protocol-version")).toBeNull();
});

test("a legacy stream that ends early is resumed behind its last event, after the pause it asked for", async () => {
  const streams: WebStream[] = [openWebStream(), openWebStream()];
  const { server, clock, transport, received } = await openSession(
    () => (streams.shift() as WebStream).response,
  );
  const [first, second] = [...streams];
  const sending = transport.send(CALL);
  first?.send({ id: "e1", retry: 70, data: { jsonrpc: "2.0", method: "notifications/x" } });
  first?.end();
  await clock.waitFor(70);
  await clock.advance(70);
  second?.send({ data: { jsonrpc: "2.0", id: 1, result: {} } });
  second?.end();
  await sending;
  expect(server.log.slice(-2)).toEqual(["POST tools/call", "GET"]);
  expect(server.exchanges.at(-1)?.header("last-event-id")).toBe("e1");
  expect(received.map(([, id]) => id)).toEqual([1, 1]);
});

test("a legacy stream without event ids cannot be resumed", async () => {
  const web = openWebStream();
  const { transport } = await openSession(() => web.response);
  const sending = transport.send(CALL);
  web.break();
  await expect(sending).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
});

test("a stream that brings nothing new is resumed five times at most", async () => {
  const web = openWebStream();
  let resumptions = 0;
  const { clock, transport } = await openSession(({ method }) => {
    if (method === "POST") return web.response;
    resumptions += 1;
    return new Response("", { status: 503 });
  });
  const sending = transport.send(CALL);
  const failing = expect(sending).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  web.send({ id: "e1", retry: 10, data: { jsonrpc: "2.0", method: "notifications/x" } });
  web.end();
  for (let round = 0; round < 6; round += 1) {
    await nextTurn();
    await clock.advance(10);
  }
  await failing;
  expect(resumptions).toBe(5);
});

test("an aborted request ends with the reason, whatever it waits for", async () => {
  const web = openWebStream();
  const { transport } = open(() => web.response);
  const stop = new AbortController();
  const sending = transport.send(CALL, { ...MODERN, signal: stop.signal });
  await nextTurn();
  stop.abort(new Error("enough"));
  await expect(sending).rejects.toThrow();
});

test("a notification that is not accepted is given up after 30 s", async () => {
  const { clock, transport } = open(() => new Promise(() => undefined));
  const sending = transport.send({ jsonrpc: "2.0", method: "notifications/x" }, MODERN);
  const failing = expect(sending).rejects.toMatchObject({ name: "TimeoutError" });
  await clock.waitFor(30_000);
  await clock.advance(30_000);
  await failing;
});

test("an accepted notification leaves no timer behind", async () => {
  const { clock, transport } = open(() => new Response(null, { status: 202 }));
  await transport.send({ jsonrpc: "2.0", method: "notifications/x" }, MODERN);
  expect(clock.pending).toEqual([]);
});

/** A server of 2024-11-05: a POST to its URL is refused, a GET opens the stream that names another. */
function createHttpSse(endpoint = "/messages?s=1") {
  const web = openWebStream();
  const script: WebScript = ({ method, path, message }) => {
    if (method === "GET") {
      web.send({ event: "endpoint", data: endpoint });
      return web.response;
    }
    if (path === "/mcp") return new Response("", { status: 405 });
    if (message.id !== undefined) {
      web.send({ data: { jsonrpc: "2.0", id: message.id, result: INITIALIZED } });
    }
    return new Response(null, { status: 202 });
  };
  return { web, script };
}

test("a refused initialize is tried on the event stream, which names the URL for messages", async () => {
  const { web, script } = createHttpSse();
  const known = new KnownServers();
  const { server, transport, received, ends } = open(script, { knownServers: known });
  await transport.send(INITIALIZE);
  await nextTurn();
  expect(server.log).toEqual(["POST initialize", "GET", "POST initialize"]);
  expect(server.exchanges.at(-1)?.path).toBe("/messages?s=1");
  expect(received).toHaveLength(1);
  expect(known.speaksHttpSse(server.url)).toBe(true);
  web.break();
  await nextTurn();
  expect(ends).toEqual([expect.objectContaining({ code: "CONNECTION_CLOSED" })]);
});

test("a remembered HTTP+SSE server is asked for its stream at once", async () => {
  const known = new KnownServers();
  known.setSpeaksHttpSse("https://server.example/mcp", true);
  const { server, transport } = open(createHttpSse().script, { knownServers: known });
  await transport.send(INITIALIZE);
  expect(server.log).toEqual(["GET", "POST initialize"]);
});

test("a remembered HTTP+SSE server that has become another is forgotten", async () => {
  const known = new KnownServers();
  known.setSpeaksHttpSse("https://server.example/mcp", true);
  const script: WebScript = ({ method, result }) =>
    method === "GET" ? new Response("", { status: 405 }) : result(INITIALIZED);
  const { transport, received } = open(script, { knownServers: known });
  await transport.send(INITIALIZE);
  expect(received).toHaveLength(1);
  expect(known.speaksHttpSse("https://server.example/mcp")).toBe(false);
});

test.each([
  ["https://other.example/messages", "https://other.example"],
  ["http://server.example/messages", "http://server.example"],
  ["blob:https://server.example/messages", "blob:"],
])("messages never go to %s, which would get the headers", async (endpoint, named) => {
  const { script } = createHttpSse(endpoint);
  const { server, transport } = open(script, { headers: { authorization: "Bearer x-secret" } });
  await expect(transport.send(INITIALIZE)).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
    message: expect.stringContaining(`wants messages sent to "${named}"`),
  });
  expect(server.log).toEqual(["POST initialize", "GET"]);
});

test("a stream that names no endpoint within ten seconds is given up, with both reasons", async () => {
  const web = openWebStream();
  const script: WebScript = ({ method }) =>
    method === "GET" ? web.response : new Response("", { status: 404 });
  const { clock, transport } = open(script);
  const sending = transport.send(INITIALIZE);
  const failing = expect(sending).rejects.toMatchObject({
    code: "HTTP_ERROR",
    data: { status: 404 },
    message: expect.stringMatching(/answered 404.*named no endpoint within 10000 ms/),
  });
  await clock.waitFor(10_000);
  await clock.advance(10_000);
  await failing;
});

test.each([401, 403, 429, 503])(
  "a refused initialize with %i is no hint of HTTP+SSE",
  async (status) => {
    const { server, transport } = open(() => new Response("", { status }));
    await expect(transport.send(INITIALIZE)).rejects.toMatchObject({ data: { status } });
    expect(server.log).toEqual(["POST initialize"]);
  },
);
