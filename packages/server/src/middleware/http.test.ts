import { ProtocolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { createServer } from "../server.ts";
import { callFetch } from "./fixture/call-fetch.ts";

function createShop() {
  return createServer({ name: "shop", version: "1" })
    .tool("first", { description: "d" }, () => "first")
    .tool("second", { description: "d" }, (_input, { progress }) => {
      progress(1);
      return "second";
    });
}

const call = (server: ReturnType<typeof createShop>, params: object, headers = {}) =>
  callFetch(server as never, "tools/call", { ...params }, { headers });

test("headers are held against what the client sent, whatever middleware makes of it", async () => {
  const seen: unknown[] = [];
  const server = createShop().use("tools/call", (request, next) => {
    seen.push(request.params.name);
    return next({ params: { ...request.params, name: "first" } });
  });
  const response = await call(server, { name: "second" });
  expect([response.status, await response.text()]).toEqual([
    200,
    expect.stringContaining('"first"'),
  ]);
  const wrong = await call(server, { name: "second" }, { "mcp-name": "first" });
  expect([wrong.status, seen]).toEqual([400, ["second"]]);
});

test("an error may say its HTTP status and headers, which are not in the body", async () => {
  const server = createShop().use(() => {
    throw new ProtocolError(1, "later", {
      http: { status: 503, headers: { "retry-after": "9" } },
    });
  });
  const response = await call(server, { name: "first" });
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "9"]);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual({
    jsonrpc: "2.0",
    id: 1,
    error: { code: 1, message: "later" },
  });
});

test("an error behind a stream that has begun is the stream's last message", async () => {
  const server = createShop().use("tools/call", async (_request, next) => {
    await next();
    throw new ProtocolError(1, "later", { http: { status: 503 } });
  });
  const response = await call(server, { name: "second", _meta: { progressToken: 1 } });
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text.indexOf("notifications/progress")).toBeLessThan(text.indexOf('"later"'));
});

test("a method that does not exist may be answered by middleware", async () => {
  const server = createShop().use("made/up", (request) => request.respond({ made: "up" }));
  const response = await callFetch(server as never, "made/up", {});
  expect([response.status, await response.json()]).toMatchObject([200, { result: { made: "up" } }]);
});
