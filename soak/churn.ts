import { connect as dial } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "mortise";
import type { SoakedServer } from "./child.ts";
import type { Holdings } from "./holdings.ts";

const LANES = 16;

type Visit = (url: string) => Promise<void>;

/** Ways in which clients come and go; some leave without closing anything. */
const VISITS: readonly Visit[] = [
  async (url) => {
    await using client = await connect(url, { revision: "2025-11-25" });
    await client.callTool("get_customer", { id: "C-1001" });
  },
  async (url) => {
    await using client = await connect(url, { revision: "2026-07-28" });
    const changes = client.listen({
      toolsListChanged: true,
      resourceSubscriptions: ["docs://guide"],
    });
    const first = changes.next();
    await client.callTool("change");
    await first;
    await changes.return(undefined);
  },
  async (url) => {
    await using client = await connect(url);
    const controller = new AbortController();
    const { signal } = controller;
    await client
      .callTool("hang", {}, { signal, onProgress: () => controller.abort() })
      .catch(() => undefined);
  },
  async (url) => {
    await using client = await connect(url, { revision: "2025-11-25" });
    await client.callTool("hang", {}, { timeout: 20 }).catch(() => undefined);
  },
  (url) => abandon(url, { "mcp-protocol-version": "2025-11-25" }, INITIALIZE),
  (url) => abandon(url, LISTEN_HEADERS, LISTEN),
  (url) => abandon(url, CALL_HEADERS, CALL),
];

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};
const INITIALIZE = {
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "gone", version: "1" },
  },
};
const LISTEN_HEADERS = {
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": "subscriptions/listen",
};
const LISTEN = {
  method: "subscriptions/listen",
  params: { notifications: { toolsListChanged: true }, _meta: META },
};
const CALL_HEADERS = {
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": "tools/call",
  "mcp-name": "hang",
};
const CALL = { method: "tools/call", params: { name: "hang", _meta: META } };

/** Sends a request and closes the connection at the first bytes of the answer. */
function abandon(
  url: string,
  headers: Readonly<Record<string, string>>,
  message: object,
): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, ...message });
  const lines = Object.entries({
    host: `${hostname}:${port}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = dial(Number(port), hostname);
  socket.setTimeout(5_000, () => socket.destroy());
  socket.once("data", () => socket.destroy());
  socket.once("error", () => undefined);
  socket.once("close", () => resolve());
  socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
  return promise;
}

/** Lets `count` clients come and go, and returns the objects that the server still holds afterwards. */
export async function churn(server: SoakedServer, count: number): Promise<Holdings> {
  let visits = 0;
  const lane = async (): Promise<void> => {
    while (visits < count) {
      visits += 1;
      await (VISITS[visits % VISITS.length] as Visit)(server.url);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return settle(server);
}

/** Connections stay open for a while after their last answer, and sessions until they are idle. */
const SETTLE_MS = 90_000;
const POLL_MS = 500;

async function settle(server: SoakedServer): Promise<Holdings> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const holdings = await server.holdings();
    const { sessions, streams, requests, listeners, sockets } = holdings;
    const held = sessions + streams + requests + listeners + sockets;
    if (held === 0 || performance.now() > deadline) return holdings;
    await pause(POLL_MS);
  }
}
