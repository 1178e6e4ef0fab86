import { createServer, ToolError } from "mortise";
import { z } from "zod";

const orders = new Map([["O-7", { order_id: "O-7", status: "shipped", total: 40 }]]);
const order_id = z.string().describe("e.g. O-7");

/** A server that the pages on agents and tests use: one tool reads, one writes. */
export const shop = createServer({ name: "shop", version: "1.0.0" })
  .tool(
    "get_order",
    {
      description: "Look up one order by id: status and total.",
      input: z.object({ order_id }),
      output: z.object({ order_id: z.string(), status: z.string(), total: z.number() }),
      annotations: { readOnlyHint: true },
    },
    ({ order_id }) => {
      const order = orders.get(order_id);
      if (!order) throw new ToolError(`No order ${order_id}`, { code: "not_found" });
      return order;
    },
  )
  .tool(
    "refund_order",
    {
      description: "Pay back an order.",
      input: z.object({ order_id, amount: z.number().positive() }),
      annotations: { destructiveHint: true, idempotentHint: false },
    },
    ({ order_id, amount }) => ({ order_id, refunded: amount }),
  );
