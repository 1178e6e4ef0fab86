import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerEvent } from "@mortise/server";
import { createServer } from "@mortise/server";
import { coreOf } from "@mortise/server/internal";
import { expect, test } from "vitest";
import { MODERN_META, openSocket } from "./fixture/http-peer.ts";
import { listen } from "./listen.ts";
import { NodeExchange } from "./node-exchange.ts";

test("a client that reads nothing of its answer is cut off", async () => {
  const http = createHttpServer((request, response) => {
    new NodeExchange(request, response, { unreadTimeoutMs: 20 }).reply(
      200,
      {},
      "x".repeat(32 * 1024 * 1024),
    );
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  const accepted = once(http, "connection");
  const client = await openSocket(port, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  client.pause();
  const [socket] = await accepted;
  await once(socket, "close");
  expect(socket.destroyed).toBe(true);
  client.destroy();
  http.close();
});

test("a listener that does not read is dropped, and both sides learn why (Automattic/kue#1146)", async () => {
  const events: ServerEvent[] = [];
  const server = createServer({ name: "s", version: "1", log: (event) => events.push(event) });
  await using http = await listen(server, { port: 0 });
  // Each change is long, so that few of them fill what the system buffers for the client.
  const uri = `docs://${"x".repeat(8_000)}`;
  const params = { notifications: { resourceSubscriptions: [uri] }, _meta: MODERN_META };
  const request = { jsonrpc: "2.0", id: 7, method: "subscriptions/listen", params };
  const body = JSON.stringify(request);
  const head = [
    "POST /mcp HTTP/1.1",
    "host: localhost",
    "content-type: application/json",
    "mcp-protocol-version: 2026-07-28",
    "mcp-method: subscriptions/listen",
    `content-length: ${body.length}`,
  ];
  const client = await openSocket(http.port, `${head.join("\r\n")}\r\n\r\n${body}`);
  await once(client, "data");
  client.pause();
  await expect.poll(() => coreOf(server).subscriptions.size).toBe(1);
  for (let count = 0; count < 25_000 && coreOf(server).subscriptions.size > 0; count += 1) {
    server.resourceUpdated(uri);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(coreOf(server).subscriptions.size).toBe(0);
  expect(events).toMatchObject([
    {
      level: "warning",
      message: expect.stringMatching(/dropped: its client left \d+ bytes unread/),
    },
  ]);
  // Once it reads again, it finds the reason behind what it had not read.
  let text = "";
  client.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-2_000);
  });
  client.resume();
  await expect.poll(() => text).toContain('"id":7,"error":{"code":-32603');
  expect(text).toContain("bytes unread");
  client.destroy();
});
