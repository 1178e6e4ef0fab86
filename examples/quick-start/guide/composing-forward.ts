import assert from "node:assert/strict";
import { connect, createServer } from "mortise";
import { shop } from "./shop.ts";

// #region forward
await using upstream = await connect(shop); // or a URL, or a command
const gateway = createServer({ name: "gateway", version: "1.0.0" });

for (const tool of await upstream.listTools()) {
  gateway.forward("tool", tool, ({ method, params }, { signal }) =>
    upstream.request(method, params, { signal }),
  );
}
// #endregion

await using client = await connect(gateway);
assert.deepEqual(await client.listTools(), await upstream.listTools());
const [tool] = await client.listTools();
assert.ok(tool);
const direct = await upstream.request("tools/call", { name: tool.name, arguments: {} });
const passed = await client.request("tools/call", { name: tool.name, arguments: {} });
assert.deepEqual(passed["content"], direct["content"]);
