import type { JsonObject } from "@mortise/protocol";
import { ErrorCode } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { Server } from "../../server.ts";
import { createServer } from "../../server.ts";
import type { HttpExchange } from "../exchange/exchange.ts";
import { BatchAnswer } from "./batch.ts";

const server = createServer({ name: "s", version: "1" })
  .tool("now", { description: "d" }, () => "now")
  .tool("later", { description: "d" }, async (_input, { progress }) => {
    progress(1);
    return "later";
  });

const call = (id: number, name: string): JsonObject => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, _meta: { progressToken: id } },
});
const notice = { jsonrpc: "2.0", method: "notifications/initialized" };

function post(
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  to: Server<unknown> = server,
): Promise<Response> {
  return to.fetch(
    new Request("http://localhost/mcp", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    }),
  );
}

test("the requests of a batch are answered in one array", async () => {
  const response = await post([call(1, "now"), notice, call(2, "now"), call(3, "none")]);
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "application/json",
  ]);
  expect(await response.json()).toMatchObject([
    { id: 1, result: {} },
    { id: 2, result: {} },
    { id: 3, error: { code: ErrorCode.InvalidParams } },
  ]);
});

test("a batch that sends something first is answered on one stream", async () => {
  const initialize = { jsonrpc: "2.0", id: 0, method: "initialize", params: {} };
  const begun = await post({ ...initialize, params: { protocolVersion: "2025-03-26" } });
  await begun.text();
  const session = { "mcp-session-id": begun.headers.get("mcp-session-id") ?? "" };
  const response = await post([call(1, "now"), call(2, "later"), call(3, "later")], session);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const text = await response.text();
  const messages = [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data ?? ""));
  expect(messages.filter(({ id }) => id !== undefined).map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(messages.filter(({ method }) => method === "notifications/progress")).toHaveLength(2);
  expect(text).not.toContain("id: ");
});

test("a challenge that several messages of a batch have is sent once", async () => {
  const scoped = createServer({
    name: "s",
    version: "1",
    auth: {
      authenticate: async () => ({ principal: { id: "bob" }, headers: [["dpop-nonce", "n"]] }),
      challenge: ({ scopes }) => ({
        status: 403,
        message: "more",
        headers: [["WWW-Authenticate", `Bearer scope="${scopes.join(" ")}"`]],
      }),
    },
  })
    .tool("read", { description: "d", scopes: ["read"] }, () => "")
    .tool("write", { description: "d", scopes: ["write"] }, () => "");
  const calls = ["read", "read", "write", "read"].map((name, id) => call(id, name));
  const response = await post(calls, {}, scoped);
  expect(response.status).toBe(403);
  expect(await response.json()).toHaveLength(4);
  expect(response.headers.get("www-authenticate")).toBe(
    'Bearer scope="read", Bearer scope="write"',
  );
  expect(response.headers.get("dpop-nonce")).toBe("n");
});

test("answers that are too long together are refused one by one, and the batch is answered", async () => {
  const files = createServer({ name: "s", version: "1" }).tool(
    "file",
    { description: "d" },
    async () => "x".repeat(6_000_000),
  );
  const calls = Array.from({ length: 12 }, (_, id) => call(id, "file"));
  const response = await post(calls, {}, files);
  expect(response.status).toBe(200);
  const answers = (await response.json()) as readonly JsonObject[];
  expect(answers.map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
  expect(answers[0]).toMatchObject({ result: {} });
  expect(answers.at(-1)).toMatchObject({
    error: { code: ErrorCode.InternalError, message: expect.stringContaining("send this request") },
  });
});

test("a batch of notifications is accepted without a body", async () => {
  const response = await post([notice, notice]);
  expect([response.status, await response.text()]).toEqual([202, ""]);
});

test("a batch in a session that has ended is 404, and initialize is no part of one", async () => {
  const session = { "mcp-session-id": "ended" };
  expect((await post([call(1, "now"), call(2, "now")], session)).status).toBe(404);
  const [refused] = (await (
    await post([{ jsonrpc: "2.0", id: 1, method: "initialize", params: {} }])
  ).json()) as JsonObject[];
  expect(refused).toMatchObject({ id: 1, error: { code: ErrorCode.InvalidRequest } });
});

test.each([
  [[], {}, "1 to 100 messages"],
  [Array(101).fill(notice), {}, "1 to 100 messages"],
  [[notice, 7], {}, "must be a JSON object"],
  [[notice], { "mcp-protocol-version": "2025-06-18" }, "Batches are not part of MCP"],
  [[notice], { "mcp-protocol-version": "2026-07-28" }, "Batches are not part of MCP"],
])("an invalid batch is refused (case %#)", async (body, headers, reason) => {
  const response = await post(body, headers as Record<string, string>);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { message: expect.stringContaining(reason) },
  });
});

test("a session of a revision without batches takes none, whatever its header leaves open", async () => {
  const initialize = { jsonrpc: "2.0", id: 0, method: "initialize" };
  const begun = await post({ ...initialize, params: { protocolVersion: "2025-11-25" } });
  await begun.text();
  const session = { "mcp-session-id": begun.headers.get("mcp-session-id") ?? "" };
  const response = await post([call(1, "now"), notice], session);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject([
    {
      id: 1,
      error: {
        code: ErrorCode.InvalidRequest,
        message: expect.stringMatching(/2025-11-25.* no batches/),
      },
    },
    { error: { code: ErrorCode.InvalidRequest } },
  ]);
});

test("a batch listens once for the end of its client", () => {
  const callbacks: (() => void)[] = [];
  const whole = { onGone: (callback: () => void) => callbacks.push(callback) };
  const batch = new BatchAnswer(whole as unknown as HttpExchange, {}, 100);
  const gone: number[] = [];
  for (let id = 0; id < 100; id += 1) batch.part(id).onGone(() => gone.push(id));
  expect(callbacks).toHaveLength(1);
  callbacks[0]?.();
  expect(gone).toHaveLength(100);
});

test("a part that begins when the client has gone is notified", async () => {
  const callbacks: (() => void)[] = [];
  const whole = { onGone: (callback: () => void) => callbacks.push(callback) };
  const batch = new BatchAnswer(whole as unknown as HttpExchange, {}, 1);
  for (const callback of callbacks) callback();
  await new Promise<void>((resolve) => batch.part(1).onGone(resolve));
});
