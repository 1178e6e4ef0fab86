import assert from "node:assert/strict";
import { listen } from "mortise";
import { shop } from "./shop.ts";

await using listening = await listen(shop, { port: 0 });
const { url } = listening;

// #region ai-sdk

import { createMCPClient } from "@ai-sdk/mcp";

const client = await createMCPClient({ transport: { type: "http", url } });
const tools = await client.tools(); // for generateText({ model, tools, … })
// #endregion
assert.deepEqual(Object.keys(tools), ["get_order", "refund_order"]);
const options = { toolCallId: "1", messages: [], context: {} };
const outcome = await tools["get_order"]?.execute({ order_id: "O-7" }, options);
assert.match(JSON.stringify(outcome), /shipped/);
await client.close();
