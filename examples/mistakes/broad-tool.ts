import { createServer, serve, ToolError } from "mortise";
import { z } from "zod";

/** The mistake: one tool for three actions, whose `data` the model has to guess. */
const customers = new Map<string, Record<string, unknown>>();

const server = createServer({ name: "broad-customers", version: "1.0.0" }).tool(
  "manage_customer",
  {
    description: "Create, update or delete a customer, as the action says.",
    input: z.object({
      action: z.string().describe("create, update or delete"),
      customer_id: z.string().describe("e.g. C-1042"),
      data: z.record(z.string(), z.unknown()).describe("the fields of the customer"),
    }),
    output: z.object({ customer_id: z.string(), customers: z.number() }),
    annotations: { readOnlyHint: false, destructiveHint: true },
  },
  ({ action, customer_id, data }) => {
    if (action === "delete") customers.delete(customer_id);
    else if (action === "create" || action === "update") {
      customers.set(customer_id, { ...customers.get(customer_id), ...data });
    } else throw new ToolError(`There is no action ${action}`, { code: "invalid" });
    return { customer_id, customers: customers.size };
  },
);

await serve(server);
export default server;
