import assert from "node:assert/strict";
// #region listen

import { connect, listen } from "mortise";
import server from "./first-server.ts";

await using listening = await listen(server, {
  port: 0, // any free one; 3000 unless you say so
  path: "/mcp",
  maxBodyBytes: 1024 * 1024,
  allowedOrigins: ["https://app.example.com"],
  sessions: { idle: "10m", max: 500 },
  grace: "5s",
});
process.stdout.write(`listens on ${listening.url}\n`);

// #endregion

import { assertQuoted } from "./page.ts";

await using one = await connect(listening.url);
await using two = await connect(listening.url, { revision: "2025-11-25" });
const texts = await Promise.all(
  [one, two].map(async (client) => (await client.callTool("greet", { name: "Ada" })).text),
);
assert.deepEqual(texts, ["Hello, Ada!", "Hello, Ada!"]);
assert.equal(one.revision, "2026-07-28");
assert.equal(two.revision, "2025-11-25");

const post = async (headers: Record<string, string>, body = "{}", path = "/mcp") => {
  const url = new URL(path, listening.url);
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  const { error } = (await response.json()) as { error: { message: string } };
  if (response.status !== 400) assertQuoted("serving.md", error.message);
  return response;
};
assert.equal((await post({ origin: "https://evil.example" })).status, 403);
assert.equal((await post({}, "x".repeat(2_000_000))).status, 413);
assert.equal((await post({ "content-type": "text/plain" })).status, 415);
assert.equal((await post({}, "{oops")).status, 400);
assert.equal((await post({}, "{}", "/other")).status, 404);
const allowed = await fetch(listening.url, {
  method: "OPTIONS",
  headers: { origin: "https://app.example.com" },
});
assert.equal(allowed.headers.get("access-control-allow-origin"), "https://app.example.com");
