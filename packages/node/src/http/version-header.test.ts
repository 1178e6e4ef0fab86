import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { expect, test } from "vitest";
import { post } from "./fixture/http-peer.ts";
import { listen } from "./listen.ts";

async function discover(header: string, version: string): Promise<[number, unknown]> {
  await using http = await listen(createServer({ name: "s", version: "1" }), { port: 0 });
  const response = await fetch(http.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-method": "server/discover",
      "mcp-protocol-version": header,
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "server/discover",
      params: {
        _meta: {
          "io.modelcontextprotocol/protocolVersion": version,
          "io.modelcontextprotocol/clientCapabilities": {},
        },
      },
    }),
  });
  const body = (await response.json()) as { readonly error?: { readonly code: number } };
  return [response.status, body.error?.code];
}

test("a version that the header does not name is a mismatch, even an unknown one", async () => {
  expect(await discover("2026-07-28", "v999.0.0")).toEqual([400, -32020]);
});

test("an unknown version in header and body is unsupported", async () => {
  expect(await discover("v999.0.0", "v999.0.0")).toEqual([400, -32022]);
});

test("a session is not reached under an unknown version", async () => {
  await using http = await listen(createServer({ name: "s", version: "1" }), { port: 0 });
  for (const method of ["GET", "DELETE"]) {
    const headers = { "mcp-session-id": "x", "mcp-protocol-version": "1999-01-01" };
    const response = await fetch(http.url, { method, headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: -32022 } });
  }
});

test("404 says that the method is unknown, whatever code an author's error has", async () => {
  const server = createServer({ name: "s", version: "1" }).tool(
    "relay",
    { description: "d" },
    () => {
      throw new ProtocolError(ErrorCode.MethodNotFound, "The other server does not know this");
    },
  );
  await using http = await listen(server, { port: 0 });
  const relayed = await post(http.url, "tools/call", { name: "relay" });
  expect([relayed.status, await relayed.json()]).toMatchObject([200, { error: { code: -32601 } }]);
  const unknown = await post(http.url, "ping");
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: -32601 } }]);
});
