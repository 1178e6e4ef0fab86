import { createHash } from "node:crypto";
import process from "node:process";
import type { RequestContext } from "mortise";
import { createServer, serve, ToolError } from "mortise";
import { z } from "zod";
import { cursor, limit, next_cursor } from "./page-argument.ts";

const { BILLING_URL, BILLING_TOKEN } = process.env;
if (!BILLING_URL || !BILLING_TOKEN) {
  throw new Error(
    "The billing server needs BILLING_URL and BILLING_TOKEN: the address of the billing API and a token for it.",
  );
}

const customer_id = z.string().trim().min(1).max(100).describe("The customer's id, e.g. C-1042");
const order_id = z.string().trim().min(1).max(100).describe("The order's id, e.g. ORD-5001");
const invoice_id = z.string().trim().min(1).max(100).describe("The invoice's id, e.g. INV-20001");
const cents = z.number().describe("Hundredths of the currency: 24900 is 249.00");
const time = z.string().describe("ISO 8601, UTC");
const orderStatus = z.enum([
  "pending",
  "processing",
  "shipped",
  "delivered",
  "completed",
  "cancelled",
]);

const orderSchema = z.object({
  id: z.string(),
  customer_id: z.string(),
  status: orderStatus,
  placed_at: time,
  amount_cents: cents,
  currency: z.string(),
  items: z.array(
    z.object({
      sku: z.string(),
      name: z.string(),
      quantity: z.number(),
      unit_amount_cents: cents,
    }),
  ),
  tracking: z
    .object({
      carrier: z.string(),
      number: z.string(),
      shipped_at: time,
      delivered_at: time.nullable(),
    })
    .nullable()
    .describe("null when nothing has been shipped, or nothing needs to be"),
});

const invoiceSchema = z.object({
  id: z.string(),
  customer_id: z.string(),
  order_id: z.string(),
  status: z.enum(["open", "overdue", "paid", "void"]),
  amount_cents: cents.describe("The amount due: 24900 is 249.00"),
  paid_cents: cents.describe("The amount collected; more than amount_cents is a charge too many"),
  refunded_cents: cents,
  refundable_cents: cents.describe("The amount that can still be refunded"),
  currency: z.string(),
  issued_at: time,
  due_at: time,
  payments: z.array(
    z.object({ id: z.string(), amount_cents: cents, method: z.string(), paid_at: time }),
  ),
});

const refundSchema = z.object({
  id: z.string().describe("e.g. REF-3001"),
  customer_id: z.string(),
  order_id: z.string(),
  invoice_id: z.string(),
  amount_cents: cents,
  currency: z.string(),
  reason: z.string(),
  status: z.enum(["succeeded", "pending"]),
  created_at: time,
});

const problemSchema = z.object({ code: z.string(), detail: z.string() });
const pageOf = <Entry extends z.ZodType>(entry: Entry) =>
  z.object({ data: z.array(entry), next_cursor });

const reads = { readOnlyHint: true, openWorldHint: true };

const server = createServer({
  name: "billing",
  title: "Billing",
  version: "1.0.0",
  description: "Halyard's orders, invoices, payments and refunds.",
  instructions:
    "Amounts are in hundredths of the currency: 24900 is 249.00. Before a refund, read the invoice and see what was really paid.",
  timeout: "10s",
})
  .tool(
    "get_order_status",
    {
      title: "Get an order's status",
      description:
        "Look up one order by id: how far it is, what is in it, and where the shipment is.",
      input: z.object({ order_id }),
      output: orderSchema,
      annotations: reads,
    },
    (input, context) => ask(context, orderSchema, ["orders", input.order_id]),
  )
  .tool(
    "list_orders",
    {
      title: "List a customer's orders with their shipments",
      description:
        "List one customer's orders as billing has them, the newest first, with status and shipment. Use it to find an order whose id is not known.",
      input: z.object({
        customer_id,
        status: orderStatus.optional().describe("Only orders with this status"),
        limit,
        cursor,
      }),
      output: z.object({ orders: z.array(orderSchema), next_cursor }),
      annotations: reads,
    },
    async ({ customer_id: id, ...query }, context) => {
      const page = await ask(context, pageOf(orderSchema), ["customers", id, "orders"], { query });
      return { orders: page.data, next_cursor: page.next_cursor };
    },
  )
  .tool(
    "list_invoices",
    {
      title: "List a customer's invoices",
      description:
        "List one customer's invoices, the newest first, with what was owed, paid and refunded. Use it for questions about charges and payments.",
      input: z.object({ customer_id, limit, cursor }),
      output: z.object({ invoices: z.array(invoiceSchema), next_cursor }),
      annotations: reads,
    },
    async ({ customer_id: id, ...query }, context) => {
      const path = ["customers", id, "invoices"];
      const page = await ask(context, pageOf(invoiceSchema), path, { query });
      return { invoices: page.data, next_cursor: page.next_cursor };
    },
  )
  .tool(
    "get_invoice",
    {
      title: "Get an invoice",
      description:
        "Look up one invoice by id: what was owed, every payment that was collected, what was refunded and what can still be.",
      input: z.object({ invoice_id }),
      output: invoiceSchema,
      annotations: reads,
    },
    (input, context) => ask(context, invoiceSchema, ["invoices", input.invoice_id]),
  )
  .tool(
    "get_refund",
    {
      title: "Get a refund",
      description: "Look up one refund by id: how much, for which invoice, and whether it arrived.",
      input: z.object({
        refund_id: z.string().trim().min(1).max(100).describe("The refund's id, e.g. REF-3001"),
      }),
      output: refundSchema,
      annotations: reads,
    },
    (input, context) => ask(context, refundSchema, ["refunds", input.refund_id]),
  )
  .tool(
    "issue_refund",
    {
      title: "Issue a refund",
      description:
        "Give money back for one invoice, to the card it was paid with. It cannot be undone. The same invoice, amount and reason are refunded once only, so repeating a call after an error is safe.",
      input: z.object({
        invoice_id,
        amount_cents: z
          .int()
          .positive()
          .describe("Hundredths of the invoice's currency, e.g. 24900 for 249.00"),
        reason: z.string().trim().min(3).max(500).describe("Why, for the customer and the books"),
      }),
      output: refundSchema.extend({
        already_issued: z.boolean().describe("Whether this refund was there before this call"),
      }),
      annotations: {
        readOnlyHint: false,
        destructiveHint: true,
        idempotentHint: true,
        openWorldHint: true,
      },
    },
    async (input, context) => {
      const content = JSON.stringify([input.invoice_id, input.amount_cents, input.reason]);
      const key = createHash("sha256").update(content).digest("hex");
      const response = await send(context, ["refunds"], { body: input, key });
      const already_issued = response.headers.get("idempotent-replayed") === "true";
      return { ...refundSchema.parse(await response.json()), already_issued };
    },
  );

interface Parameters {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON by POST. */
  readonly body?: unknown;
  /** The `Idempotency-Key`. */
  readonly key?: string;
}

async function ask<Schema extends z.ZodType>(
  context: RequestContext,
  schema: Schema,
  path: readonly string[],
  parameters: Parameters = {},
): Promise<z.output<Schema>> {
  const response = await send(context, path, parameters);
  return schema.parse(await response.json());
}

async function send(
  context: RequestContext,
  path: readonly string[],
  { query = {}, body, key }: Parameters,
): Promise<Response> {
  // As a part of a path, dots would lead out of what was asked for.
  const dots = path.find((part) => /^\.+$/.test(part));
  if (dots !== undefined) throw new ToolError(`${dots} is no id.`, { code: "invalid_arguments" });
  const url = new URL(`v1/${path.map(encodeURIComponent).join("/")}`, `${BILLING_URL}/`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  let response: Response;
  try {
    response = await context.fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${BILLING_TOKEN}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(key !== undefined && { "idempotency-key": key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    if (context.signal.aborted) throw cause;
    throw new ToolError("The billing service cannot be reached. Try again in a moment.", {
      code: "unavailable",
      data: { retryable: true },
      cause,
    });
  }
  if (!response.ok) throw await toToolError(response);
  return response;
}

async function toToolError(response: Response): Promise<ToolError> {
  const { status, headers } = response;
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined)).data;
  if (status === 401 || status === 403) {
    return new ToolError(
      "The billing service refused this server's token. The operator must set BILLING_TOKEN to a valid one; trying again will not help.",
      { code: "unauthorized" },
    );
  }
  if (status === 429) {
    const seconds = Number(headers.get("retry-after")) || 1;
    return new ToolError(`The billing service is busy. Try again in ${seconds} s.`, {
      code: "rate_limited",
      retryAfterMs: seconds * 1000,
      data: { retryable: true },
    });
  }
  if (status >= 500) {
    return new ToolError("The billing service failed. Try again in a moment.", {
      code: "upstream_error",
      data: { status, retryable: true },
    });
  }
  return new ToolError(problem?.detail ?? `The billing service answered ${status}.`, {
    code: problem?.code ?? "rejected",
  });
}

await serve(server);
export default server;
