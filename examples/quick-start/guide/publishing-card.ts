import assert from "node:assert/strict";
// #region card

import { createServer, listen, serverCard } from "mortise";

const server = createServer({
  name: "desk",
  version: "1.2.0",
  description: "Tickets of the support desk", // at most 100 characters
});

const card = serverCard({
  name: "com.example/desk", // as in the registry
  url: "https://desk.example.com/mcp", // as clients reach it
});
await using listening = await listen(server, { port: 0, card });
// #endregion

const response = await fetch(`${listening.url}/server-card`);
assert.equal(response.headers.get("content-type"), "application/mcp-server-card+json");
assert.equal(((await response.json()) as { name: string }).name, "com.example/desk");
const { origin } = new URL(listening.url);
for (const path of ["/.well-known/ai-catalog.json", "/.well-known/mcp/catalog.json"]) {
  const catalog = await (await fetch(`${origin}${path}`)).json();
  assert.match(JSON.stringify(catalog), /https:\/\/desk\.example\.com\/mcp\/server-card/);
}
