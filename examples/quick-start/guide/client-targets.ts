// #region targets

import { connect } from "mortise";
import server from "./first-server.ts";
// #endregion

import assert from "node:assert/strict";
import { listen } from "mortise";

await using listening = await listen(server, { port: 0 });
const { url } = listening;
const token = "t-1";
const path = `${import.meta.dirname}/first-server.ts`;

// #region targets
// A server object in this process; the tools' types come with it.
await using here = await connect(server);

// A URL. The types come from `typeof server`, which is imported as a type only.
await using remote = await connect<typeof server>(url, {
  headers: () => ({ authorization: `Bearer ${token}` }), // asked before each request
});

// A process of its own, spoken to on its standard streams.
await using child = await connect<typeof server>({
  command: process.execPath,
  args: [path],
  env: { GREETING: "Hello" }, // besides PATH, HOME and their like, it inherits nothing
  stderr: "capture", // its end is in the error when the process dies
});
// #endregion

for (const client of [here, remote, child]) {
  assert.equal((await client.callTool("greet", { name: "Ada" })).text, "Hello, Ada!");
  assert.equal(client.serverInfo?.name, "greeter");
}

// #region look
const { revision, serverInfo, capabilities, instructions } = remote;
const tools = await remote.listTools(); // every page
// #endregion
assert.equal(revision, "2026-07-28");
assert.ok(serverInfo && capabilities.tools);
assert.equal(instructions, undefined);
assert.equal(tools[0]?.name, "greet");
