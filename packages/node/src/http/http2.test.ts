import { once } from "node:events";
import type { ClientHttp2Stream } from "node:http2";
import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import type { JsonObject } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { expect, onTestFinished, test } from "vitest";
import { createNodeHandler } from "./create-node-handler.ts";
import { MODERN_META } from "./fixture/http-peer.ts";

/** Resolves with the signal of the next call that hangs. */
const hanging = Promise.withResolvers<AbortSignal>();

const server = createServer({
  name: "s",
  version: "1",
  log: () => undefined,
  auth: {
    authenticate: async ({ url, peerAddress, header }) => ({
      principal: { id: `${url} ${peerAddress} ${header("host")}` },
    }),
    routes: () => [
      {
        path: "/token",
        methods: ["POST"],
        handle: async (request) => new Response(`got ${await request.text()}`),
      },
    ],
  },
})
  .tool("caller", { description: "d" }, (_input, { auth }) => auth?.id ?? "none")
  .tool("steps", { description: "d" }, async (_input, { progress }) => {
    progress(1);
    return "done";
  })
  .tool("hangs", { description: "d" }, (_input, { signal, progress }) => {
    progress(1);
    hanging.resolve(signal);
    return new Promise(() => undefined);
  });

interface Peer {
  readonly port: number;
  /** Sends a request; `headers` replace those of a modern call. */
  send(body: string, headers?: Readonly<Record<string, string>>): ClientHttp2Stream;
}

/** Serves on HTTP/2 without encryption, and opens a client, until the test ends. */
async function open(): Promise<Peer> {
  const http = http2.createServer(createNodeHandler(server)).listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  const client = http2.connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => {
    client.destroy();
    http.close();
  });
  return {
    port,
    send: (body, headers = {}) => {
      const stream = client.request({
        ":method": "POST",
        ":path": "/mcp",
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        ...headers,
      });
      stream.on("error", () => undefined);
      stream.end(body);
      return stream;
    },
  };
}

const call = (name: string): string => {
  const params = { name, _meta: { ...MODERN_META, progressToken: "p" } };
  return JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
};

async function read(stream: ClientHttp2Stream): Promise<{ status: number; text: string }> {
  const [head] = (await once(stream, "response")) as [JsonObject];
  let text = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) text += chunk;
  return { status: Number(head[":status"]), text };
}

test("a call over HTTP/2 is answered, with the authority as its host", async () => {
  const { port, send } = await open();
  const { status, text } = await read(send(call("caller"), { "mcp-name": "caller" }));
  const host = `127.0.0.1:${port}`;
  expect([status, text]).toEqual([
    200,
    expect.stringContaining(`http://${host}/mcp 127.0.0.1 ${host}`),
  ]);
});

test("an authority that is no loopback name is refused over loopback", async () => {
  const { send } = await open();
  const headers = { "mcp-name": "caller", ":authority": "evil.example.com" };
  const { status } = await read(send(call("caller"), headers));
  expect(status).toBe(403);
});

test("an event stream over HTTP/2 has the notifications and the answer", async () => {
  const { send } = await open();
  const { status, text } = await read(send(call("steps"), { "mcp-name": "steps" }));
  expect(status).toBe(200);
  expect(text).toMatch(/notifications\/progress.*\n.*"result":/s);
});

test("a client that resets its stream aborts the handler", async () => {
  const { send } = await open();
  const stream = send(call("hangs"), { "mcp-name": "hangs" });
  await once(stream, "response");
  const signal = await hanging.promise;
  stream.close(http2.constants.NGHTTP2_CANCEL);
  if (!signal.aborted) await once(signal, "abort");
  expect(signal.reason).toMatchObject({ message: "The caller went away" });
});

test("a route of auth is answered over HTTP/2", async () => {
  const { send } = await open();
  const { status, text } = await read(send("a body", { ":path": "/token" }));
  expect([status, text]).toEqual([200, "got a body"]);
});
