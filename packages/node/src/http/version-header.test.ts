import { createServer } from "@mortise/server";
import { expect, test } from "vitest";
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

test("a version that the header does not name is a mismatch, even one that nobody speaks", async () => {
  expect(await discover("2026-07-28", "v999.0.0")).toEqual([400, -32020]);
});

test("a version that header and body agree on and nobody speaks is unsupported", async () => {
  expect(await discover("v999.0.0", "v999.0.0")).toEqual([400, -32022]);
});
