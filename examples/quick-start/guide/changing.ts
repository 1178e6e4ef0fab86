// #region changing

import { createServer } from "mortise";
// #endregion

import assert from "node:assert/strict";
import { connect } from "mortise";

// #region changing
const server = createServer({ name: "growing", version: "1.0.0" }).tool(
  "first",
  { description: "The first tool." },
  () => "1",
);

function install(name: string): void {
  server.tool(name, { description: `The tool ${name}.` }, () => name);
}
// #endregion

const changed = Promise.withResolvers<void>();
await using client = await connect(server, { onToolsChanged: () => changed.resolve() });
const before = await client.listTools();
assert.equal(before.length, 1);
install("second");
await changed.promise;
assert.deepEqual(
  (await client.listTools()).map(({ name }) => name),
  ["first", "second"],
);

// #region removing
server.remove("tools", "second"); // true: it was there
server.resourceUpdated("docs://handbook"); // notifies its subscribers
// #endregion
assert.equal((await client.listTools()).length, 1);
