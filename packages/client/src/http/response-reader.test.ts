import type { JsonRpcMessage, JsonRpcRequest } from "@mortise/protocol";
import { expect, test } from "vitest";
import { createWebServer } from "./fixture/web-server.ts";
import { HttpTransport } from "./http-transport.ts";

const CALL: JsonRpcRequest = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "a" } };

const JSON_TYPE = { "content-type": "application/json" };

test.each([
  [
    "a JSON-RPC error",
    (echo: string) => {
      const error = { code: 1, message: `refused ${echo}`, data: { why: echo } };
      return new Response(JSON.stringify({ jsonrpc: "2.0", id: 1, error }), { headers: JSON_TYPE });
    },
    "refused (redacted)",
  ],
  [
    "a JSON-RPC error on an event stream",
    (echo: string) => {
      const error = { code: 1, message: `refused ${echo}` };
      const data = JSON.stringify({ jsonrpc: "2.0", id: 1, error });
      const headers = { "content-type": "text/event-stream" };
      return new Response(`data: ${data}\n\n`, { headers });
    },
    "refused (redacted)",
  ],
  [
    "a content type",
    (echo: string) =>
      new Response("x", { headers: { "content-type": echo.replace("Bearer ", "Bearer/") } }),
    "content type Bearer/(redacted);",
  ],
  [
    "a reason phrase",
    (echo: string) => new Response("x", { status: 500, statusText: `Oops ${echo}` }),
    "500 Oops (redacted)",
  ],
  [
    "a body that is no JSON",
    (echo: string) => new Response(`{${echo}`, { headers: JSON_TYPE }),
    "no JSON-RPC message",
  ],
])("a credential that %s repeats is redacted", async (_name, script, shown) => {
  const server = createWebServer(({ header }) => script(header("authorization") ?? ""));
  const headers = { authorization: "Bearer TOKEN-of-ann" };
  const transport = new HttpTransport(new URL(server.url), { fetch: server.fetch, headers });
  const received: JsonRpcMessage[] = [];
  await transport.start({
    message: (message) => received.push(message),
    closed: () => undefined,
  });
  const error = await transport
    .send(CALL, { revision: "2026-07-28" })
    .catch((thrown: unknown) => thrown as Error);
  const cause = (error as Error | undefined)?.cause;
  const seen = `${error} ${JSON.stringify(received)} ${cause instanceof Error ? cause.stack : ""}`;
  expect(seen).toContain(shown);
  expect(seen).not.toMatch(/TOKEN/i);
});
