import { z } from "zod";

/** A customer as the tools give it. */
export const Customer = z.object({
  customer_id: z.string(),
  name: z.string(),
  plan: z.enum(["free", "team", "enterprise"]),
  status: z.enum(["active", "deactivated"]),
});

/** A customer as the tools give it. */
export type Customer = z.infer<typeof Customer>;

/** The customers of the example, in memory. */
export function createCustomers(): Map<string, Customer> {
  const customers: readonly Customer[] = [
    { customer_id: "C-1", name: "Ada Lovelace", plan: "team", status: "active" },
    { customer_id: "C-2", name: "Alan Turing", plan: "free", status: "active" },
  ];
  return new Map(customers.map((customer) => [customer.customer_id, customer]));
}
