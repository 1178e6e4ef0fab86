import assert from "node:assert/strict";
import { listen } from "mortise";
import { shop } from "./shop.ts";

await using listening = await listen(shop, { port: 0 });
const { url } = listening;

// #region official

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

const client = new Client({ name: "my-program", version: "1.0.0" });
await client.connect(new StreamableHTTPClientTransport(new URL(url)));
const outcome = await client.callTool({ name: "get_order", arguments: { order_id: "O-7" } });
// #endregion
assert.deepEqual(outcome.structuredContent, { order_id: "O-7", status: "shipped", total: 40 });
await client.close();
