import { MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { HttpExchange } from "../http/exchange/exchange.ts";
import { HttpEngine } from "../http/http-engine.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";

/** A server whose tool goes on after it has answered, until `proceed` is called. */
function createTalker(): {
  readonly server: Server<unknown>;
  readonly proceed: () => void;
  readonly refused: Promise<unknown>;
} {
  const proceeding = Promise.withResolvers<void>();
  const refused = Promise.withResolvers<unknown>();
  const server = createServer({ name: "s", version: "1", log: () => undefined }).tool(
    "talk",
    { description: "d" },
    (_input, context) => {
      void proceeding.promise.then(() => {
        context.progress(1);
        context.log.error("late");
        context.roots().then(refused.resolve, refused.resolve);
      });
      return "done";
    },
  );
  return { server, proceed: proceeding.resolve, refused: refused.promise };
}

const META = { progressToken: "p", [MetaKey.logLevel]: "debug" };

test.each(["2026-07-28", "2025-11-25"] as const)(
  "in %s nothing is sent for a request that was answered",
  async (revision) => {
    const { server, proceed, refused } = createTalker();
    const client = new ScriptedClient(server, revision);
    const meta = { ...META, [MetaKey.clientCapabilities]: { roots: {} } };
    await client.request("tools/call", { name: "talk", _meta: meta });
    const before = client.lines.length;
    proceed();
    await refused;
    expect(client.lines.length).toBe(before);
  },
);

test("over HTTP no event stream is opened behind a response that is out", async () => {
  const { server, proceed, refused } = createTalker();
  const engine = new HttpEngine(server["~core"]);
  const statuses: number[] = [];
  let streams = 0;
  const headers: Record<string, string> = {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "talk",
  };
  const exchange: HttpExchange = {
    method: "POST",
    url: "http://localhost/mcp",
    peerAddress: undefined,
    header: (name) => headers[name],
    headerValues: () => [],
    requestHeaders: () => [],
    addHeaders: () => undefined,
    reply: (status) => void statuses.push(status),
    stream: () => {
      streams += 1;
      return { write: () => true, end: () => undefined };
    },
    onGone: () => undefined,
  };
  const _meta = {
    ...META,
    [MetaKey.protocolVersion]: "2026-07-28",
    [MetaKey.clientCapabilities]: {},
  };
  const params = { name: "talk", _meta };
  engine.post(exchange, JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }));
  proceed();
  await refused;
  expect([statuses, streams, engine.streams.size]).toEqual([[200], 0, 0]);
});

test("ctx.client is the self-description of the client", async () => {
  const server = createServer({ name: "s", version: "1" }).tool(
    "whoami",
    { description: "d" },
    (_input, { client }) => client,
  );
  const { result } = await new ScriptedClient(server).request("tools/call", { name: "whoami" });
  expect(result["structuredContent"]).toEqual({
    info: { name: "scripted", version: "1" },
    capabilities: {},
  });
});

test.each([
  ["an object", {}],
  ["null", null],
  ["a fraction", 1.5],
])("a progress token that is %s is none", async (_name, progressToken) => {
  const server = createServer({ name: "s", version: "1" }).tool(
    "steps",
    { description: "d" },
    (_input, { progress }) => progress(1, Number.NaN),
  );
  const client = new ScriptedClient(server);
  await client.request("tools/call", { name: "steps", _meta: { progressToken } });
  expect(client.notifications("notifications/progress")).toEqual([]);
  await client.request("tools/call", { name: "steps", _meta: { progressToken: 0 } });
  expect(client.notifications("notifications/progress")).toEqual([
    { progressToken: 0, progress: 1 },
  ]);
});
