import assert from "node:assert/strict";
import { listen } from "mortise";
import { shop } from "./shop.ts";

await using listening = await listen(shop, { port: 0 });
const { url } = listening;
const path = `${import.meta.dirname}/first-server.ts`;

// #region langchain

import { MultiServerMCPClient } from "@langchain/mcp-adapters";

const client = new MultiServerMCPClient({
  shop: { transport: "http", url },
  greeter: { transport: "stdio", command: process.execPath, args: [path] },
});
const tools = await client.getTools(); // for createAgent({ model, tools })
// #endregion
assert.deepEqual(tools.map(({ name }) => name).sort(), ["get_order", "greet", "refund_order"]);
const order = tools.find(({ name }) => name === "get_order");
assert.match(JSON.stringify(await order?.invoke({ order_id: "O-7" })), /shipped/);
await client.close();
