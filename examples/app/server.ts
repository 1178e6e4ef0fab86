import { createServer, serve, ToolError } from "mortise";
import { z } from "zod";
import { readPage } from "./build-page.ts";
import { Order, Orders, STATUSES } from "./orders.ts";

const orders = new Orders([
  { id: "O-1", customer: "Sarah Chen", total: 120, status: "open" },
  { id: "O-2", customer: "Piet Mulder", total: 49.5, status: "shipped" },
  { id: "O-3", customer: "Leila Haddad", total: 310, status: "open" },
  { id: "O-4", customer: "Priya Raman", total: 18.9, status: "returned" },
]);

const base = createServer({ name: "shop", version: "0.1.0" });

const dashboard = base.view("dashboard", {
  title: "Orders",
  description: "The orders of the shop, with a button to ship those that are open.",
  html: readPage,
  prefersBorder: true,
});

const server = base
  .tool(
    "list_orders",
    {
      description: "List the orders of the shop. Hosts with views show them as a dashboard.",
      input: z.object({
        status: z.enum(STATUSES).optional().describe("only these; left out: all"),
      }),
      output: z.object({ orders: z.array(Order) }),
      annotations: { readOnlyHint: true },
      timeout: "10s",
      ui: dashboard,
    },
    ({ status }) => ({ orders: orders.list(status) }),
  )
  .tool(
    "ship_order",
    {
      description: "Mark an open order as shipped; the button of the dashboard calls it.",
      input: z.object({ id: z.string().describe("e.g. O-1") }),
      output: Order,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
      timeout: "10s",
      ui: { view: dashboard, visibility: ["app"] },
    },
    ({ id }) => {
      const shipped = orders.ship(id);
      if (!shipped) throw new ToolError(`${id} is no open order`, { code: "not_open" });
      return shipped;
    },
  );

await serve(server); // stdio, or HTTP with --http
export default server;
