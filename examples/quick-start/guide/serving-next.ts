import assert from "node:assert/strict";

// #region next
import { createFetchHandler } from "mortise";
import server from "./first-server.ts";

const handle = createFetchHandler(server, { allowedHosts: ["app.example.com"] });

export const GET = (request: Request): Promise<Response> => handle(request);
export const POST = (request: Request): Promise<Response> => handle(request);
export const DELETE = (request: Request): Promise<Response> => handle(request);
// #endregion

const answer = await POST(
  new Request("https://app.example.com/api/mcp", {
    method: "POST",
    headers: {
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "server/discover",
      host: "app.example.com",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "server/discover",
      params: {
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientInfo": { name: "guide", version: "1.0.0" },
          "io.modelcontextprotocol/clientCapabilities": {},
        },
      },
    }),
  }),
);
assert.equal(answer.status, 200);
assert.match(await answer.text(), /greeter/);
await handle.close();
