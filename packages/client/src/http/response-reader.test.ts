import type { JsonRpcMessage, JsonRpcRequest } from "@mortise/protocol";
import { expect, test } from "vitest";
import { createWebServer } from "./fixture/web-server.ts";
import { HttpTransport } from "./http-transport.ts";

const CALL: JsonRpcRequest = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "a" } };

const JSON_TYPE = { "content-type": "application/json" };

test.each([
  [
    "a JSON-RPC error",
    (echo: string) => {
      const error = { code: 1, message: `refused ${echo}`, data: { why: echo } };
      return new Response(JSON.stringify({ jsonrpc: "2.0", id: 1, error }), { headers: JSON_TYPE });
    },
    "refused (redacted)",
  ],
  [
    "a JSON-RPC error on an event stream",
    (echo: string) => {
      const error = { code: 1, message: `refused ${echo}` };
      const data = JSON.stringify({ jsonrpc: "2.0", id: 1, error });
      const headers = { "content-type": "text/event-stream" };
      return new Response(`data: ${data}\n\n`, { headers });
    },
    "refused (redacted)",
  ],
  [
    "a content type",
    (echo: string) =>
      new Response("x", { headers: { "content-type": echo.replace("Bearer ", "Bearer/") } }),
    "content type Bearer/(redacted);",
  ],
  [
    "a reason phrase",
    (echo: string) => new Response("x", { status: 500, statusText: `Oops ${echo}` }),
    "500 Oops (redacted)",
  ],
  [
    "a body that is no JSON",
    (echo: string) => new Response(`{${echo}`, { headers: JSON_TYPE }),
    "no JSON-RPC message",
  ],
])("a credential that %s repeats is redacted", async (_name, script, shown) => {
  const server = createWebServer(({ header }) => script(header("authorization") ?? ""));
  const headers = { authorization: "Bearer TOKEN-of-ann" };
  const transport = new HttpTransport(new URL(server.url), { fetch: server.fetch, headers });
  const received: JsonRpcMessage[] = [];
  await transport.start({
    message: (message) => received.push(message),
    closed: () => undefined,
  });
  const error = await transport
    .send(CALL, { revision: "2026-07-28" })
    .catch((thrown: unknown) => thrown as Error);
  const cause = (error as Error | undefined)?.cause;
  const seen = `${error} ${JSON.stringify(received)} ${cause instanceof Error ? cause.stack : ""}`;
  expect(seen).toContain(shown);
  expect(seen).not.toMatch(/TOKEN/i);
});

/** Sends a call to a server, and lists what comes of it. */
async function call(respond: () => Response) {
  const server = createWebServer(respond);
  const received: JsonRpcMessage[] = [];
  const unreadable: unknown[] = [];
  const transport = new HttpTransport(new URL(server.url), { fetch: server.fetch });
  await transport.start({
    message: (message) => received.push(message),
    unreadable: (error, id) => unreadable.push([error.message, id]),
    closed: () => undefined,
  });
  const failure = await transport
    .send(CALL, { revision: "2025-03-26" })
    .catch((error: unknown) => error);
  return { received, unreadable, failure };
}

const NOTE: JsonRpcMessage = { jsonrpc: "2.0", method: "notifications/x" };
const RESULT: JsonRpcMessage = { jsonrpc: "2.0", id: 1, result: {} };

function event(data: unknown): Response {
  const headers = { "content-type": "text/event-stream" };
  return new Response(`data: ${JSON.stringify(data)}\n\n`, { headers });
}

test("a batch is delivered message by message, as a body and as an event", async () => {
  for (const respond of [() => Response.json([NOTE, RESULT]), () => event([NOTE, RESULT])]) {
    expect(await call(respond)).toEqual({
      received: [NOTE, RESULT],
      unreadable: [],
      failure: undefined,
    });
  }
});

test("an id as a text answers the request of that number", async () => {
  const answer = { ...RESULT, id: "1" };
  for (const respond of [() => Response.json(answer), () => event(answer)]) {
    expect(await call(respond)).toEqual({ received: [answer], unreadable: [], failure: undefined });
  }
});

test("an event that is no message fails the request that it names", async () => {
  const { unreadable, failure } = await call(() => event({ jsonrpc: "2.0", id: 1, result: null }));
  expect(unreadable).toEqual([[expect.stringContaining("an event that is no message"), 1]]);
  expect(failure).toBeUndefined();
});

test("an error that is nested too deeply to be searched for credentials is not shown", async () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const text = `{"jsonrpc":"2.0","id":1,"error":{"code":7,"message":"x","data":${deep}}}`;
  const { received } = await call(() => new Response(text, { headers: JSON_TYPE }));
  expect(received).toMatchObject([
    { id: 1, error: { code: 7, message: expect.stringContaining("nested too deeply") } },
  ]);
});

test("a body that breaks off is an error of the connection", async () => {
  const { failure } = await call(() => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"jsonrpc":')),
      pull: (controller) =>
        controller.error(Object.assign(new Error("aborted"), { code: "ECONNRESET" })),
    });
    return new Response(body, { headers: JSON_TYPE });
  });
  expect(failure).toMatchObject({
    code: "CONNECTION_CLOSED",
    message: expect.stringContaining("broke off in the middle of an answer: aborted"),
  });
});

test.each(["application/json", "text/event-stream"])(
  "a coding that was not asked for is named in the error of a body of type %s",
  async (type) => {
    const headers = { "content-type": type, "content-encoding": "zstd" };
    const { failure } = await call(() => new Response("(\u00b5/\u00fd", { headers }));
    expect(failure).toMatchObject({
      message: expect.stringContaining("it has the content-encoding zstd, which was not asked for"),
    });
  },
);
