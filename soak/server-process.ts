/** The server under load, in a process of its own. Reports its address, and on request its holdings. */
import { setTimeout as pause } from "node:timers/promises";
import { queryObjects } from "node:v8";
import { listen } from "mortise";
import { RequestLifetime } from "../packages/server/src/cancellation/request-lifetime.ts";
import { coreOf } from "../packages/server/src/core-of.ts";
import { EventStream } from "../packages/server/src/http/exchange/event-stream.ts";
import { LegacySession } from "../packages/server/src/session/legacy-session.ts";
import { createSoakServer } from "./create-soak-server.ts";
import type { Holdings, Memory } from "./holdings.ts";

const server = createSoakServer();
const listening = await listen(server, { port: 0, sessions: { idle: "500ms" } });

process.on("message", (question: "memory" | "holdings") => {
  process.send?.(question === "memory" ? measureMemory() : countHoldings());
});
process.once("disconnect", () => process.exit());
// Everything lazy has run before values are compared.
await pause(100);
process.send?.({ url: listening.url });

function measureMemory(): Memory {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapBytes: heapUsed, rssBytes: rss };
}

function countHoldings(): Holdings {
  globalThis.gc?.();
  const resources = process.getActiveResourcesInfo();
  return {
    sessions: queryObjects(LegacySession, { format: "count" }),
    streams: queryObjects(EventStream, { format: "count" }),
    requests: queryObjects(RequestLifetime, { format: "count" }),
    listeners: coreOf(server).subscriptions.size,
    timers: resources.filter((name) => name === "Timeout").length,
    sockets: resources.filter((name) => name === "TCPSocketWrap").length,
  };
}
