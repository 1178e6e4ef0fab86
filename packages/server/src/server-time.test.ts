import type { JsonObject, Random } from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { ScriptedClient } from "./connection/fixture/scripted-client.ts";
import { createFetchHandler } from "./create-fetch-handler.ts";
import type { ServerEvent } from "./log/mask.ts";
import { createServer } from "./server.ts";

const FORM = { type: "object", properties: { name: { type: "string" } } } as const;

/** Counts up, so that its ids differ and are known ahead. */
class CountingRandom implements Random {
  #count = 0;

  uuid(): string {
    this.#count += 1;
    return `${String(this.#count).padStart(8, "0")}-0000-4000-8000-000000000000`;
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    this.#count += 1;
    return new Uint8Array(length).fill(this.#count);
  }
}

function postLegacy(
  fetch: (request: Request) => Promise<Response>,
  message: JsonObject,
  session?: string,
): Promise<Response> {
  const headers = {
    "content-type": "application/json",
    "mcp-protocol-version": "2025-11-25",
    ...(session !== undefined && { "mcp-session-id": session }),
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, ...message });
  return fetch(new Request("http://localhost/mcp", { method: "POST", headers, body }));
}

test("the clock of a server ends its handlers", async () => {
  const clock = createFakeClock();
  const server = createServer({ name: "s", version: "1", clock, timeout: "30s" }).tool(
    "hang",
    { description: "d" },
    () => new Promise<never>(() => undefined),
  );
  const { text } = new ScriptedClient(server).start("tools/call", { name: "hang" });
  await clock.waitFor("30s");
  await clock.advance(30_000);
  expect(await text).toContain("did not finish within 30 s");
});

test("the clock of a server ends its idle sessions", async () => {
  const clock = createFakeClock();
  const server = createServer({ name: "s", version: "1", clock });
  const handler = createFetchHandler(server, { sessions: { idle: "10m" } });
  const params = { protocolVersion: "2025-11-25", capabilities: {} };
  const begun = await postLegacy(handler, { method: "initialize", params });
  const session = begun.headers.get("mcp-session-id") ?? "";
  await clock.advance(9 * 60_000);
  expect((await postLegacy(handler, { method: "ping" }, session)).status).toBe(200);
  await clock.advance(10 * 60_000);
  expect((await postLegacy(handler, { method: "ping" }, session)).status).toBe(404);
});

test("the clock of a server ends the states that it sealed", async () => {
  const clock = createFakeClock();
  const server = createServer({ name: "s", version: "1", clock, state: { ttl: "5m" } }).tool(
    "ask",
    { description: "d" },
    async (_input, { elicit }) => (await elicit("name", { message: "Name?", schema: FORM })).action,
  );
  const client = new ScriptedClient(server);
  const call = (rest: JsonObject = {}) =>
    client.request("tools/call", {
      name: "ask",
      ...rest,
      _meta: { [MetaKey.clientCapabilities]: { elicitation: {} } },
    });
  const { result } = await call();
  const answer = {
    requestState: result["requestState"],
    inputResponses: { name: { action: "decline" } },
  };
  await clock.advance(299_999);
  expect((await call(answer)).result).toMatchObject({ content: [{ text: "decline" }] });
  await clock.advance(1);
  expect((await call(answer)).error.message).toContain("it has expired");
});

test("the clock of a server ends the values of the backplane that it makes", async () => {
  const clock = createFakeClock();
  const { values } = createServer({ name: "s", version: "1", clock }).backplane;
  await values.set("key", "value", 1_000);
  await clock.advance(999);
  expect(await values.get("key")).toBe("value");
  await clock.advance(1);
  expect(await values.get("key")).toBeUndefined();
});

test("the clock of a server keeps event streams alive", async () => {
  const clock = createFakeClock();
  const server = createServer({ name: "s", version: "1", clock });
  const params = {
    notifications: { toolsListChanged: true },
    _meta: { [MetaKey.protocolVersion]: "2026-07-28", [MetaKey.clientCapabilities]: {} },
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "subscriptions/listen", params });
  const headers = {
    "content-type": "application/json",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "subscriptions/listen",
  };
  const request = new Request("http://localhost/mcp", { method: "POST", headers, body });
  const reader = (await server.fetch(request)).body?.getReader();
  const read = async (): Promise<string> => new TextDecoder().decode((await reader?.read())?.value);
  expect(await read()).toContain("notifications/subscriptions/acknowledged");
  await clock.advance(25_000);
  expect(await read()).toBe(":\n\n");
  await server.close();
  expect(clock.pending).toEqual([]);
});

test("a standalone stream has a comment right after its head, and one within each 30 s (robhunter/agentdeals#1098, robhunter/agentdeals#1100, cloudflare/agents#1583, Wave-RF/WaveHouse#346)", async () => {
  const clock = createFakeClock();
  const server = createServer({ name: "s", version: "1", clock });
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "c" } };
  const initialized = await postLegacy(server.fetch, { method: "initialize", params });
  const session = initialized.headers.get("mcp-session-id") ?? "";
  const headers = { accept: "text/event-stream", "mcp-session-id": session };
  const response = await server.fetch(new Request("http://localhost/mcp", { headers }));
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const reader = response.body?.getReader();
  const read = async (): Promise<string> => new TextDecoder().decode((await reader?.read())?.value);
  expect(await read()).toBe(":\n\n");
  expect(await read()).toMatch(/^id: \S+\ndata:\n\n$/);
  // The shortest idle limit of a common proxy, three times over.
  for (let count = 0; count < 3; count += 1) {
    await clock.advance("30s");
    expect(await read()).toBe(":\n\n");
  }
  await server.close();
});

test("closing waits for running requests by the clock of the server", async () => {
  const clock = createFakeClock();
  const server = createServer({ name: "s", version: "1", clock, timeout: "1h" }).tool(
    "hang",
    { description: "d" },
    () => new Promise<never>(() => undefined),
  );
  const handler = createFetchHandler(server, { grace: "10s" });
  const call = postLegacy(handler, { method: "tools/call", params: { name: "hang" } });
  await clock.waitFor("1h");
  let isClosed = false;
  const closing = handler.close().then(() => {
    isClosed = true;
  });
  await clock.advance(9_999);
  await Promise.resolve();
  expect(isClosed).toBe(false);
  await clock.advance(1);
  await closing;
  expect((await call).status).toBe(503);
});

test("the randomness of a server makes the ids of errors and sessions", async () => {
  const events: ServerEvent[] = [];
  const server = createServer({
    name: "s",
    version: "1",
    random: new CountingRandom(),
    state: { keys: ["a secret of thirty-two characters"] },
    log: (event) => void events.push(event),
  }).tool("fail", { description: "d" }, () => {
    throw new Error("secret");
  });
  const params = { protocolVersion: "2025-11-25", capabilities: {} };
  const begun = await postLegacy(server.fetch, { method: "initialize", params });
  expect(begun.headers.get("mcp-session-id")).toMatch(/^0000000\d-0000-4000-8000-000000000000$/);
  const { result } = await new ScriptedClient(server).request("tools/call", { name: "fail" });
  const { id = "" } = events[0] ?? {};
  expect(id).toMatch(/^0000000\d$/);
  expect(JSON.stringify(result)).toContain(`internal error (${id})`);
});
