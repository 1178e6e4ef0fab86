import { createServer, serve, ToolError } from "mortise";
import { z } from "zod";

const customers = new Map([["C-1042", { name: "Sarah Chen", plan: "Pro", status: "active" }]]);

const server = createServer({ name: "customers", version: "0.1.0" }).tool(
  "get_customer",
  {
    description: "Look up one customer by id: name, plan and account status.",
    input: z.object({ customer_id: z.string().describe("e.g. C-1042") }),
    output: z.object({ name: z.string(), plan: z.string(), status: z.string() }),
    annotations: { readOnlyHint: true },
    timeout: "10s",
  },
  ({ customer_id }) => {
    const customer = customers.get(customer_id);
    if (!customer) throw new ToolError(`No customer ${customer_id}`, { code: "not_found" });
    return customer;
  },
);

await serve(server); // stdio, or HTTP with --http
export default server;
