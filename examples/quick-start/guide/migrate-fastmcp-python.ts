import assert from "node:assert/strict";

// #region server
import { createServer, serve, ToolError } from "mortise";
import { z } from "zod";

// #endregion

const orders = new Map([["O-7", { id: "O-7", total: 40 }]]);

// #region server
const server = createServer({
  name: "orders",
  version: "1.0.0",
  instructions: "Look orders up before you answer.",
})
  .tool(
    "refund",
    {
      description: "Refund an order.",
      input: z.object({
        order_id: z.string(),
        share: z.number().min(0).max(1).default(1).describe("how much of it"),
      }),
      output: z.object({ refunded: z.number() }),
      annotations: { idempotentHint: true },
      tags: ["billing"],
    },
    async ({ order_id, share }, ctx) => {
      const order = orders.get(order_id);
      if (!order) throw new ToolError(`No order ${order_id}`);
      const answer = await ctx.elicit("sure", {
        message: `Refund ${order.total * share}?`,
        schema: z.object({ sure: z.boolean() }),
      });
      if (answer.action !== "accept" || !answer.content.sure) throw new ToolError("Not refunded");
      ctx.progress(1, 1);
      return { refunded: order.total * share };
    },
  )
  .resource("orders://{order_id}", { mimeType: "application/json" }, ({ order_id }) => {
    return orders.get(order_id) ?? {};
  })
  .prompt(
    "apologize",
    { description: "Apologize for an order.", input: z.object({ order_id: z.string() }) },
    ({ order_id }) => `Apologize for the order ${order_id}.`,
  );

await serve(server);

// #endregion

import { connect } from "mortise";

await using client = await connect(server, {
  elicit: () => ({ action: "accept", content: { sure: true } }),
});
const { structured } = await client.callTool("refund", { order_id: "O-7", share: 0.5 });
assert.deepEqual(structured, { refunded: 20 });
const { contents } = await client.readResource("orders://O-7");
assert.equal((contents[0] as { text: string }).text, '{"id":"O-7","total":40}');
