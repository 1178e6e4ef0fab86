import assert from "node:assert/strict";

// #region server
import { createServer, serve } from "mortise";
import { z } from "zod";

// #endregion

const orders = new Map([["O-7", { id: "O-7", status: "shipped" }]]);

// #region server
const server = createServer({ name: "orders", version: "1.0.0" })
  .tool(
    "get_order",
    {
      description: "Look up an order.",
      input: z.object({ id: z.string() }),
      annotations: { readOnlyHint: true },
    },
    async ({ id }) => orders.get(id) ?? {},
  )
  .resource("orders://all", { name: "all_orders" }, () => [...orders.values()])
  .prompt(
    "review",
    { description: "Review an order.", input: z.object({ id: z.string() }) },
    ({ id }) => `Review the order ${id}.`,
  );

await serve(server); // HTTP with --http 3000

// #endregion

// #region agent
import { createAgent } from "mortise/agent";

await using agent = createAgent({ servers: { orders: server } });
const { text } = await agent.ask("What is the status of order O-7?");
// #endregion
assert.match(text, /shipped/);
