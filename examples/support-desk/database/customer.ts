import { z } from "zod";

/** A customer's plan. */
export const planSchema = z.enum(["free", "starter", "pro", "enterprise"]);

/** Where a customer's account stands. */
export const accountStatusSchema = z.enum(["active", "inactive", "suspended"]);

/** A customer, as its row is. */
export const customerSchema = z.object({
  id: z.string().describe("e.g. C-1042"),
  name: z.string(),
  email: z.string(),
  plan: planSchema,
  status: accountStatusSchema.describe("The account's status"),
  company: z.string(),
  created_at: z.string().describe("ISO 8601, UTC"),
});

/** A customer, as its row is. */
export type Customer = z.output<typeof customerSchema>;

/** An order of a customer, as the customer database has it. */
export const customerOrderSchema = z.object({
  id: z.string().describe("e.g. ORD-5001"),
  placed_at: z.string().describe("ISO 8601, UTC"),
  status: z.string(),
  amount_cents: z.number().describe("Hundredths of the currency"),
  currency: z.string().describe("e.g. USD"),
  items: z.array(z.object({ name: z.string(), quantity: z.number() })),
});

/** An order of a customer, as the customer database has it. */
export type CustomerOrder = z.output<typeof customerOrderSchema>;
