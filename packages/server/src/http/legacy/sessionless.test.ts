import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, MetaKey } from "@mortise/protocol";
import { describe, expect, test, vi } from "vitest";
import { createMemoryBackplane } from "../../backplane/memory-backplane.ts";
import { createFetchHandler } from "../../create-fetch-handler.ts";
import type { ServerEvent } from "../../log/mask.ts";
import type { Server } from "../../server.ts";
import { createServer } from "../../server.ts";
import type { ServerOptions } from "../../server-options.ts";

type Handle = (request: Request) => Promise<Response>;

const NAME = { type: "object", properties: { name: { type: "string" } } } as const;

function create(options: Partial<ServerOptions> = {}): Server<unknown> {
  return createServer({ name: "s", version: "1", log: () => undefined, ...options })
    .tool("add", { description: "d" }, () => "5")
    .resource("docs://a", {}, () => "a")
    .tool("ask", { description: "d" }, async (_input, { elicit }) => {
      return (await elicit("name", { message: "Your name?", schema: NAME })).action;
    });
}

function post(handle: Handle, message: JsonObject, headers = {}): Promise<Response> {
  return handle(
    new Request("http://localhost/mcp", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }),
    }),
  );
}

const INITIALIZE = { method: "initialize", params: { protocolVersion: "2025-11-25" } };
const LEGACY = { "mcp-protocol-version": "2025-11-25" };

/** Stands in for a runtime that serves each request in any isolate. */
function becomeWorker(): void {
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
}

const KEEPERS: Readonly<Record<string, () => Handle>> = {
  "sessions: false": () => createFetchHandler(create(), { sessions: false }),
  "Cloudflare Workers": () => {
    becomeWorker();
    return create().fetch;
  },
};

describe.each(Object.keys(KEEPERS))("with %s", (keeper) => {
  const open = (): Handle => (KEEPERS[keeper] as () => Handle)();

  test("initialize hands out no session and declares no changes", async () => {
    const response = await post(open(), INITIALIZE);
    expect(response.headers.get("mcp-session-id")).toBeNull();
    expect(await response.json()).toEqual({
      jsonrpc: "2.0",
      id: 1,
      result: {
        protocolVersion: "2025-11-25",
        serverInfo: { name: "s", version: "1" },
        capabilities: { logging: {}, resources: {}, tools: {} },
      },
    });
  });

  test("requests are answered one by one (cloudflare/agents#1239)", async () => {
    const handle = open();
    await post(handle, INITIALIZE);
    const message = { method: "tools/call", params: { name: "add" } };
    const called = await post(handle, message, LEGACY);
    expect(await called.json()).toMatchObject({ result: { content: [{ text: "5" }] } });
    const level = { method: "logging/setLevel", params: { level: "debug" } };
    expect(await (await post(handle, level, LEGACY)).json()).toMatchObject({ result: {} });
  });

  test("a subscription and a stream are refused, because nothing would come (cloudflare/agents#193)", async () => {
    const handle = open();
    const message = { method: "resources/subscribe", params: { uri: "docs://a" } };
    expect(await (await post(handle, message, LEGACY)).json()).toMatchObject({
      error: {
        code: ErrorCode.InvalidRequest,
        message: expect.stringContaining("this server keeps no sessions"),
      },
    });
    const stream = await handle(
      new Request("http://localhost/mcp", { headers: { accept: "text/event-stream" } }),
    );
    expect(stream.status).toBe(405);
  });

  test("a session of elsewhere is unknown", async () => {
    const headers = { ...LEGACY, "mcp-session-id": "s-1" };
    const response = await post(open(), { method: "ping" }, headers);
    expect(response.status).toBe(404);
  });
});

test("sessions that are asked for, or shared, are kept on Cloudflare Workers", async () => {
  becomeWorker();
  const asked = createFetchHandler(create(), { sessions: {} });
  const shared = create({ state: { keys: ["k".repeat(32)] } }).join({
    ...createMemoryBackplane(),
    isShared: true,
  });
  for (const handle of [asked, shared.fetch]) {
    const response = await post(handle, INITIALIZE);
    const session = response.headers.get("mcp-session-id") ?? "";
    expect(session).not.toBe("");
    const headers = { ...LEGACY, "mcp-session-id": session };
    expect((await post(handle, { method: "ping" }, headers)).status).toBe(200);
  }
  await shared.close();
});

test("a shared backplane keeps no sessions either if they are switched off", async () => {
  const server = create({ state: { keys: ["k".repeat(32)] } }).join({
    ...createMemoryBackplane(),
    isShared: true,
  });
  const response = await post(createFetchHandler(server, { sessions: false }), INITIALIZE);
  expect(response.headers.get("mcp-session-id")).toBeNull();
  await server.close();
});

describe("a question to a modern client on Cloudflare Workers", () => {
  const capabilities = { [MetaKey.clientCapabilities]: { elicitation: {} } };
  const message = {
    method: "tools/call",
    params: {
      name: "ask",
      _meta: { [MetaKey.protocolVersion]: "2026-07-28", ...capabilities },
    },
  };
  const headers = {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "ask",
  };

  test("without keys it is refused, and the log says which variable to set", async () => {
    becomeWorker();
    const events: ServerEvent[] = [];
    const server = create({ log: (event) => events.push(event) });
    const response = await post(server.fetch, message, headers);
    expect(await response.json()).toMatchObject({
      result: { isError: true, content: [{ text: expect.stringContaining("internal error") }] },
    });
    expect(events).toMatchObject([
      { level: "error", message: expect.stringContaining("set MORTISE_STATE_KEYS") },
    ]);
  });

  test("with keys it is asked", async () => {
    becomeWorker();
    const server = create({ state: { keys: ["k".repeat(32)] } });
    const response = await post(server.fetch, message, headers);
    expect(await response.json()).toMatchObject({ result: { resultType: "input_required" } });
  });
});
