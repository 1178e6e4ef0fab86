// #region fetch

import { createFetchHandler } from "mortise";
import server from "./first-server.ts";
// #endregion

import assert from "node:assert/strict";
import { connect } from "mortise";
import { assertQuoted } from "./page.ts";

// #region fetch
const handle = createFetchHandler(server, {
  allowedHosts: ["tools.example.com"],
  allowedOrigins: ["https://app.example.com"],
});

// Deno, Bun, Cloudflare Workers and others take an object like this one.
const app = {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/mcp") return handle(request);
    return new Response("Nothing here", { status: 404 });
  },
};
// #endregion

// A client reaches it through any `fetch`; here without a network.
await using client = await connect("https://tools.example.com/mcp", {
  fetch: async (input, init) => app.fetch(new Request(input, init)),
});
assert.equal((await client.callTool("greet", { name: "Ada" })).text, "Hello, Ada!");

const elsewhere = await app.fetch(new Request("https://other.example.com/mcp", { method: "POST" }));
assert.equal(elsewhere.status, 403);
const { error } = (await elsewhere.json()) as { error: { message: string } };
assertQuoted("serving.md", error.message);
