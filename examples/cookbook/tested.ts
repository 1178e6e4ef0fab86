import { createServer, serve, ToolError } from "mortise";
import { z } from "zod";

const orders = new Map([["O-7", { status: "shipped", total: 40 }]]);

const server = createServer({ name: "shop", version: "1.0.0" }).tool(
  "get_order",
  { description: "Look up an order.", input: z.object({ id: z.string().describe("e.g. O-7") }) },
  ({ id }) => {
    const order = orders.get(id);
    if (!order) throw new ToolError(`There is no order ${id}`, { code: "not_found" });
    return order;
  },
);

await serve(server);
export default server;
