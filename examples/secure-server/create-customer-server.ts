import type { AuthProvider, ServerOptions } from "mortise";
import { createServer, ToolError } from "mortise";
import type { AuthenticatedCaller } from "mortise/auth";
import { z } from "zod";
import type { Customer as CustomerRecord } from "./customer.ts";
import { Customer, createCustomers } from "./customer.ts";

const customerId = z.string().describe("e.g. C-1");

/** Makes the server: narrow tools, each with the scopes that it needs. */
export function createCustomerServer(
  auth: AuthProvider<AuthenticatedCaller>,
  options: Pick<ServerOptions, "log" | "clock"> = {},
) {
  const customers = createCustomers();
  const find = (id: string): CustomerRecord => {
    const customer = customers.get(id);
    if (!customer) throw new ToolError(`No customer ${id}`, { code: "not_found" });
    return customer;
  };
  const change = (id: string, part: Partial<CustomerRecord>): CustomerRecord => {
    const changed = { ...find(id), ...part };
    customers.set(id, changed);
    return changed;
  };

  return createServer({ name: "customer-data", version: "1.0.0", auth, ...options })
    .tool(
      "who_am_i",
      {
        description: "Name the user that this server sees.",
        output: z.object({
          subject: z.string().optional(),
          client: z.string().optional(),
          scopes: z.array(z.string()).readonly().optional(),
        }),
        annotations: { readOnlyHint: true },
      },
      (_input, { auth: caller }) => ({
        subject: caller?.subject,
        client: caller?.clientId,
        scopes: caller?.scopes,
      }),
    )
    .tool(
      "get_customer",
      {
        description: "Look up one customer by id.",
        input: z.object({ customer_id: customerId }),
        output: Customer,
        scopes: ["customers:read"],
        annotations: { readOnlyHint: true },
      },
      ({ customer_id }) => find(customer_id),
    )
    .tool(
      "update_customer_plan",
      {
        description: "Move a customer to another plan.",
        input: z.object({ customer_id: customerId, plan: Customer.shape.plan }),
        output: Customer,
        scopes: ["customers:write"],
        annotations: { readOnlyHint: false, destructiveHint: false },
      },
      ({ customer_id, plan }) => change(customer_id, { plan }),
    )
    .tool(
      "deactivate_customer",
      {
        description: "Deactivate a customer, with the reason for the record.",
        input: z.object({ customer_id: customerId, reason: z.string().min(5) }),
        output: Customer,
        scopes: ["customers:write"],
        // A rule of the house, which no scope replaces: others do not even see the tool.
        allow: (caller) => caller.auth?.subject === "manager",
        annotations: { destructiveHint: true },
      },
      ({ customer_id }) => change(customer_id, { status: "deactivated" }),
    );
}
