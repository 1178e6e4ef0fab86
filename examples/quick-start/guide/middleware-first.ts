// #region first

import { createServer, ToolError } from "mortise";
// #endregion

import assert from "node:assert/strict";
import { connect } from "mortise";

const closed: string[] = [];
let isOpen = true;

// #region first
const server = createServer({ name: "shop", version: "1.0.0" })
  .tool("buy", { description: "Buy a book" }, () => "bought")
  .use("tools/call", async (request, next) => {
    if (!isOpen) throw new ToolError("The shop is closed until nine", { code: "closed" });
    const outcome = await next();
    if (outcome.isError) closed.push(request.params.name);
    return outcome;
  });
// #endregion

await using client = await connect(server);
assert.equal((await client.callTool("buy")).text, "bought");
isOpen = false;
const refused = await client.callTool("buy");
assert.ok(refused.isError);
assert.match(refused.text, /closed until nine/);
