import { createServer, serve } from "mortise";
import { z } from "zod";

// Each may be a file of its own, and serve alone as well.
const crm = createServer({ name: "crm", version: "1.0.0" }).tool(
  "get_customer",
  { description: "Look up a customer.", input: z.object({ id: z.string() }) },
  ({ id }) => ({ id, plan: "Pro" }),
);
const billing = createServer({ name: "billing", version: "1.0.0" }).tool(
  "list_invoices",
  { description: "List the invoices of a customer.", input: z.object({ customer: z.string() }) },
  ({ customer }) => ({ invoices: [`${customer}-2026-1`] }),
);

// The tools are crm_get_customer and billing_list_invoices.
const server = createServer({ name: "desk", version: "1.0.0" })
  .mount("crm", crm)
  .mount("billing", billing);

await serve(server);
export default server;
