import { createServer, serve } from "mortise";
import { apiKey } from "mortise/auth";
import { z } from "zod";

/** A stand-in: look the key up among its hashes in your database. */
function findHolder(key: string): { id: string; scopes: readonly string[] } | undefined {
  if (key === process.env["KEY_AGENT"]) return { id: "agent", scopes: [] };
  if (key === process.env["KEY_ADMIN"]) return { id: "admin", scopes: ["refunds"] };
  return undefined;
}

const server = createServer({
  name: "orders",
  version: "1.0.0",
  auth: apiKey({ verify: findHolder }),
})
  .tool("list_orders", { description: "List the orders." }, () => ({ orders: ["O-1"] }))
  .tool(
    "refund_order",
    {
      description: "Pay an order back.",
      input: z.object({ order_id: z.string() }),
      // Others neither see the tool nor can call it by its name.
      enabled: ({ auth }) => auth?.scopes?.includes("refunds") === true,
    },
    ({ order_id }) => `${order_id} is paid back.`,
  );

await serve(server, { http: 3000 });
export default server;
