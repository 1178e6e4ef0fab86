import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import { createServer as createHttpServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { bearerAuth } from "@mortise/auth";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { createNodeHandler, createServer } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { RESOURCE, startIssuer } from "../fixture/auth/attacked-server.ts";

const STREAMS = 50;
const TOKEN_SECONDS = 300;
const ACCEPT = "application/json, text/event-stream";
const LISTEN = {
  method: "subscriptions/listen",
  params: {
    notifications: { toolsListChanged: true },
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "host", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  },
};

type Headers = Readonly<Record<string, string>>;

async function serve(clock: ReturnType<typeof createFakeClock>, issuer: string): Promise<Server> {
  const auth = bearerAuth({ issuer, audience: RESOURCE, clock, leeway: "0s" });
  const server = createServer({ name: "s", version: "1", auth, clock, log: () => undefined });
  const http = createHttpServer(createNodeHandler(server, { path: "/mcp" }));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(async () => {
    http.closeAllConnections();
    http.close();
    await server.close();
  });
  return http;
}

/** Sends a request on a connection of its own, and resolves with the answer's head. */
async function open(
  http: Server,
  method: string,
  headers: Headers,
  message?: object,
): Promise<IncomingMessage> {
  const { port } = http.address() as AddressInfo;
  const sent = request({
    host: "127.0.0.1",
    port,
    path: "/mcp",
    method,
    agent: false,
    headers: { accept: ACCEPT, "content-type": "application/json", ...headers },
  });
  sent.on("error", () => undefined);
  sent.end(message && JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return response;
}

test("50 streams whose token ends, or whose client is gone, leave no socket open (bborn/lewsnetter#19)", async () => {
  const clock = createFakeClock({ start: Date.now() });
  const issuer = await startIssuer();
  const http = await serve(clock, issuer.url);
  const exp = Math.floor(clock.now() / 1000) + TOKEN_SECONDS;
  const authorization = `Bearer ${await issuer.issue({ claims: { exp } })}`;
  const modern = {
    authorization,
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": LISTEN.method,
  };
  const streams: IncomingMessage[] = [];
  for (let at = 0; at < STREAMS; at += 1) {
    if (at % 2 === 0) {
      streams.push(await open(http, "POST", modern, LISTEN));
      continue;
    }
    // A session of an earlier revision, whose stream is a GET.
    const begun = await open(
      http,
      "POST",
      { authorization },
      {
        method: "initialize",
        params: {
          protocolVersion: "2025-11-25",
          capabilities: {},
          clientInfo: { name: "host", version: "1" },
        },
      },
    );
    begun.resume();
    await once(begun, "close");
    const session = String(begun.headers["mcp-session-id"]);
    const legacy = { "mcp-session-id": session, "mcp-protocol-version": "2025-11-25" };
    streams.push(await open(http, "GET", { authorization, ...legacy }));
  }
  expect(streams.map(({ statusCode }) => statusCode)).toEqual(Array(STREAMS).fill(200));
  const getConnections = promisify(http.getConnections.bind(http));
  const count = (): Promise<number> => getConnections();
  await expect.poll(count).toBe(STREAMS);
  const [gone, waiting] = [streams.slice(0, 10), streams.slice(10)];
  for (const stream of gone) stream.destroy();
  await expect.poll(count).toBe(waiting.length);
  const ends = waiting.map((stream) => once(stream.resume(), "end"));
  await clock.advance(TOKEN_SECONDS * 1000 + 1000);
  await Promise.all(ends);
  await expect.poll(count).toBe(0);
  expect((await open(http, "POST", modern, LISTEN)).statusCode).toBe(401);
});
