// #region shutdown

import { createServer, serve } from "mortise";
// #endregion

import assert from "node:assert/strict";
import { connect } from "mortise";

const database = {
  isOpen: true,
  close(): void {
    this.isOpen = false;
  },
};

// #region shutdown
const server = createServer({ name: "reports", version: "1.0.0" }).tool(
  "now",
  { description: "The time." },
  () => new Date().toISOString(),
);

const serving = await serve(server, {
  http: { port: 0, grace: "5s" },
  onClose: () => database.close(), // after the last request
});
// #endregion

assert.equal(serving.transport, "http");
const client = await connect(serving.url ?? "");
assert.match((await client.callTool("now")).text, /^20\d\d-/);
await client.close();
await serving.close();
assert.equal(database.isOpen, false);
