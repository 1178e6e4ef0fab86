// #region caching

import assert from "node:assert/strict";
import { connect } from "mortise";
// #endregion

import { createServer } from "mortise";

let reads = 0;
const server = createServer({ name: "board", version: "1.0.0" }).resource(
  "board://today",
  { description: "The notes on the board.", cache: { ttl: "10m" } },
  () => `read ${++reads} times`,
);

// #region caching
await using client = await connect(server, { cache: { maxBytes: 4 * 1024 * 1024 } });
await client.readResource("board://today"); // the server says: fresh for ten minutes
await client.readResource("board://today"); // so this sends no request
assert.equal(reads, 1);
await client.readResource("board://today", { fresh: true }); // asks, and keeps the new answer
assert.equal(reads, 2);
// #endregion
