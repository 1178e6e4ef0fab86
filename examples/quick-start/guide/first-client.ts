import assert from "node:assert/strict";
// #region client
import { connect } from "mortise";
import server from "./first-server.ts";

await using client = await connect(server); // in this process, nothing to start
const { text } = await client.callTool("greet", { name: "Ada" });
// #endregion
assert.equal(text, "Hello, Ada!");

// #region process
await using other = await connect({
  command: process.execPath,
  args: [`${import.meta.dirname}/first-server.ts`],
});
// #endregion
assert.equal((await other.callTool("greet", { name: "Bo" })).text, "Hello, Bo!");
