// #region enabled

import { createServer } from "mortise";
// #endregion

import assert from "node:assert/strict";
import { connect } from "mortise";

// #region enabled
const server = createServer({ name: "shop", version: "1.0.0" })
  .tool("list_orders", { description: "List orders." }, () => ["A-1"])
  .tool(
    "refund",
    {
      description: "Pay an order back.",
      tags: ["writes"],
      enabled: ({ auth }) => auth?.scopes?.includes("refunds") === true,
    },
    () => "done",
  )
  .tool("import", { description: "Import orders.", tags: ["writes", "beta"] }, () => "done");
// #endregion

await using client = await connect(server);
const names = async (): Promise<string[]> => (await client.listTools()).map(({ name }) => name);
assert.deepEqual(await names(), ["list_orders", "import"]);
await assert.rejects(client.callTool("refund" as never, {} as never), /Unknown tool: refund/);

// #region switch
server.disable({ tags: ["beta"] });
server.enable({ tags: ["beta"] });
server.enable({ names: ["list_orders"], only: true }); // and nothing else
// #endregion
await using other = await connect(server);
assert.deepEqual(
  (await other.listTools()).map(({ name }) => name),
  ["list_orders"],
);
