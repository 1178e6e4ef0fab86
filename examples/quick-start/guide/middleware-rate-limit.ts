// #region limit

import { createServer, rateLimit } from "mortise";
// #endregion

// #region caught

import assert from "node:assert/strict";
import { ProtocolError } from "mortise";
import { readRetryAfter } from "mortise/client";
// #endregion

import { connect } from "mortise";
import { assertQuoted } from "./page.ts";

// #region limit
const server = createServer({ name: "search", version: "1.0.0" })
  .use("tools/call", rateLimit({ limit: 2, window: "1m" }))
  .tool("search", { description: "Search" }, () => "found");
// #endregion

await using client = await connect(server);
await client.callTool("search");
await client.callTool("search");

// #region caught
const error = await client.callTool("search").catch((reason: unknown) => reason);
if (ProtocolError.is(error)) {
  const waitMs = readRetryAfter(error); // such as 60000; undefined for any other error
  assert.ok(waitMs !== undefined && waitMs > 0);
}
// #endregion
assert.ok(ProtocolError.is(error));
assert.equal(error.code, 429);
assertQuoted("middleware.md", error.message.replace(/in \d+ s$/, "in 90 s"));
