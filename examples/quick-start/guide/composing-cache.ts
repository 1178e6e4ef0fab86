// #region cache

import { createServer } from "mortise";
// #endregion

import assert from "node:assert/strict";
import { connect } from "mortise";

// #region cache
const server = createServer({
  name: "prices",
  version: "1.0.0",
  cache: { tools: { ttl: "1h" }, resources: { ttl: "10s", scope: "private" } },
}).resource("prices://today", { cache: { ttl: "5m", scope: "public" } }, () => "42");
// #endregion

await using client = await connect(server);
const { ttlMs, cacheScope } = await client.readResource("prices://today");
assert.deepEqual([ttlMs, cacheScope], [300_000, "public"]);
