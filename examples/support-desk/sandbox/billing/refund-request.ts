import { z } from "zod";
import type { Ledger, RefundRequest } from "./ledger.ts";
import { Problem } from "./problem.ts";

const schema = z
  .strictObject({
    invoice_id: z.string().optional(),
    order_id: z.string().optional(),
    amount_cents: z.int().positive(),
    reason: z.string().trim().min(1).max(500),
  })
  .refine(({ invoice_id, order_id }) => (invoice_id === undefined) !== (order_id === undefined), {
    message: "Give invoice_id or order_id, and not both",
  });

/** Reads what a refund is asked for, or throws the problem 400, 404 or 422. */
export function readRefundRequest(body: string, ledger: Ledger): RefundRequest {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new Problem(400, "invalid_json", "The body is not JSON. Send an object as JSON.");
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const findings = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join(".")}: ${message}`,
    );
    throw new Problem(422, "invalid_refund", `${findings.join("; ")}.`);
  }
  const { invoice_id, order_id, amount_cents, reason } = parsed.data;
  const invoice =
    invoice_id === undefined ? ledger.invoiceOfOrder(order_id ?? "") : ledger.invoice(invoice_id);
  return { invoice, amount_cents, reason };
}
