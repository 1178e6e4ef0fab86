import { createServer, serve, ToolError } from "mortise";
import { z } from "zod";

const Customer = z.object({ name: z.string(), plan: z.enum(["Free", "Pro"]), seats: z.number() });
const customers = new Map<string, z.infer<typeof Customer>>([
  ["C-1042", { name: "Sarah Chen", plan: "Pro", seats: 12 }],
  ["C-1043", { name: "Omar Haddad", plan: "Free", seats: 1 }],
]);

const server = createServer({ name: "customers", version: "1.0.0" })
  .tool(
    "get_customer",
    {
      description: "Look up one customer by id.",
      input: z.object({ customer_id: z.string().describe("e.g. C-1042") }),
      output: Customer, // every result is checked against it
      annotations: { readOnlyHint: true },
    },
    ({ customer_id }) => {
      const customer = customers.get(customer_id);
      // The model reads this sentence, and can act on it.
      if (!customer) throw new ToolError(`No customer ${customer_id}`, { code: "not_found" });
      return customer;
    },
  )
  .tool(
    "set_plan",
    {
      description: "Change the plan of a customer.",
      input: z.object({
        customer_id: z.string().describe("e.g. C-1043"),
        plan: z.enum(["Free", "Pro"]),
        seats: z.number().int().min(1).max(50).default(5),
      }),
    },
    ({ customer_id, plan, seats }) => {
      const customer = customers.get(customer_id);
      if (!customer) throw new ToolError(`No customer ${customer_id}`, { code: "not_found" });
      Object.assign(customer, { plan, seats });
      return `${customer.name} is on ${plan} now, with ${seats} seats.`;
    },
  )
  .tool("crash", { description: "Fail in a way that the code did not expect." }, () => {
    // The caller reads an id alone; the console has the error and its line.
    throw new Error("the password of the database is hunter2");
  });

await serve(server);
export default server;
