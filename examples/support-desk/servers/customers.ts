import { readFile } from "node:fs/promises";
import process from "node:process";
import { createServer, serve } from "mortise";
import { z } from "zod";
import {
  accountStatusSchema,
  CustomerStore,
  createCustomerDatabase,
  customerOrderSchema,
  customerSchema,
  planSchema,
} from "../database/index.ts";
import { cursor, limit, next_cursor } from "./page-argument.ts";

const database = createCustomerDatabase(process.env["DATABASE_URL"]);
const customers = new CustomerStore(database.open);

/** Text of a person; no database keeps U+0000. */
const personText = (): z.ZodString =>
  z
    .string()
    .trim()
    .refine((text) => !text.includes("\0"), "U+0000 is no character of a text");

const customer_id = personText().min(1).max(200).describe("The customer's id, e.g. C-1042");

const reads = { readOnlyHint: true, openWorldHint: false };
const writes = { readOnlyHint: false, destructiveHint: false, openWorldHint: false };

const server = createServer({
  name: "customer-data",
  title: "Customer data",
  version: "1.0.0",
  description: "Halyard's customers: their names, their plan, their account and their orders.",
  instructions:
    "The customer database. Ids look like C-1042. When only a name, e-mail address or company is known, find the id with search_customers first.",
  timeout: "10s",
})
  .tool(
    "get_customer",
    {
      title: "Get a customer",
      description:
        "Look up one customer by id: name, e-mail address, plan, account status and company.",
      input: z.object({ customer_id }),
      output: customerSchema,
      annotations: reads,
    },
    (input, { signal }) => customers.get(input.customer_id, signal),
  )
  .tool(
    "search_customers",
    {
      title: "Search customers",
      description:
        "Find customers by a part of their name, e-mail address, company or id, by plan or by account status. Use it to find the id of a customer that is known by name only.",
      input: z.object({
        query: personText()
          .min(1)
          .max(200)
          .optional()
          .describe("A part of name, e-mail address, company or id, e.g. Brightloom"),
        plan: planSchema.optional().describe("Only customers on this plan"),
        status: accountStatusSchema.optional().describe("Only accounts with this status"),
        limit,
        cursor,
      }),
      output: z.object({ customers: z.array(customerSchema), next_cursor }),
      annotations: reads,
    },
    async ({ limit: size, cursor: start, ...filter }, { signal }) => {
      const page = await customers.search(filter, { limit: size, cursor: start }, signal);
      return { customers: page.entries, next_cursor: page.next_cursor };
    },
  )
  .tool(
    "list_customer_orders",
    {
      title: "List a customer's orders",
      description:
        "List what one customer has ordered, the newest first: what, when, for how much. For payments, shipment and invoices use the billing tools.",
      input: z.object({ customer_id, limit, cursor }),
      output: z.object({ orders: z.array(customerOrderSchema), next_cursor }),
      annotations: reads,
    },
    async (input, { signal }) => {
      const { limit: size, cursor: start } = input;
      const page = { limit: size, cursor: start };
      const orders = await customers.orders(input.customer_id, page, signal);
      return { orders: orders.entries, next_cursor: orders.next_cursor };
    },
  )
  .tool(
    "create_customer",
    {
      title: "Create a customer",
      description:
        "Add a new customer, active at once, and give the id. Refused when the e-mail address belongs to a customer already.",
      input: z.object({
        name: personText().min(1).max(200).describe("The person's name, e.g. Sarah Chen"),
        email: personText()
          .max(254)
          .regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "This is no e-mail address"),
        company: personText().min(1).max(200).describe("e.g. Brightloom Analytics"),
        plan: planSchema.default("free"),
      }),
      output: customerSchema,
      annotations: { ...writes, idempotentHint: false },
    },
    (input) => customers.create(input),
  )
  .tool(
    "update_customer_plan",
    {
      title: "Change a customer's plan",
      description:
        "Move one customer to another plan, which changes what they pay. Refused for inactive accounts.",
      input: z.object({ customer_id, new_plan: planSchema }),
      output: customerSchema.extend({ previous_plan: planSchema }),
      annotations: { ...writes, destructiveHint: true, idempotentHint: true },
    },
    async (input) => {
      const { customer, before } = await customers.changePlan(input.customer_id, input.new_plan);
      return { ...customer, previous_plan: before };
    },
  )
  .tool(
    "deactivate_customer",
    {
      title: "Deactivate a customer",
      description:
        "Close one customer's account: they can no longer sign in. Only when the customer asked for it or it has been decided; the reason is kept.",
      input: z.object({
        customer_id,
        reason: personText().min(3).max(500).describe("Why, for the record"),
      }),
      output: customerSchema.extend({ previous_status: accountStatusSchema }),
      annotations: { ...writes, destructiveHint: true, idempotentHint: true },
    },
    async (input) => {
      const { customer, before } = await customers.deactivate(input.customer_id, input.reason);
      return { ...customer, previous_status: before };
    },
  )
  .resource(
    "docs://onboarding-guide",
    {
      name: "onboarding-guide",
      title: "Customer onboarding guide",
      description:
        "How a customer gets started: first steps, plans, API, common problems. Use it when a customer asks how to begin.",
      mimeType: "text/markdown",
    },
    () => readFile(new URL("onboarding-guide.md", import.meta.url), "utf8"),
  )
  .prompt(
    "summarize_ticket",
    {
      title: "Summarize a ticket",
      description: "A summary of a support ticket, written for its reader.",
      input: z.object({
        ticket_id: z.string().trim().min(1).describe("The ticket's id, e.g. SUP-1207"),
        audience: z
          .enum(["customer", "engineer", "manager"])
          .default("customer")
          .describe("The reader of the summary"),
      }),
    },
    ({ ticket_id, audience }) =>
      [
        `Please retrieve ticket ${ticket_id} and summarize it for ${audience === "engineer" ? "an" : "a"} ${audience}.`,
        "For customers: focus on current status and next steps.",
        "For engineers: include technical details and reproduction steps.",
        "For managers: focus on business impact and time to resolution.",
      ].join("\n"),
  );

await serve(server, { onClose: database.close });
export default server;
