import type { Faker } from "@faker-js/faker";
import type { Invoice } from "./invoice.ts";
import type { Timeline } from "./timeline.ts";

/** Money given back for an invoice. */
export interface Refund {
  /** `REF-3001` and up. */
  readonly id: string;
  readonly customer_id: string;
  readonly order_id: string;
  readonly invoice_id: string;
  readonly amount_cents: number;
  readonly currency: Invoice["currency"];
  readonly reason: string;
  readonly status: "succeeded" | "pending";
  readonly created_at: string;
}

const firstRefund = 3001;
const day = 24 * 60;
const reasons = [
  "Goods returned unopened",
  "Gateway arrived damaged",
  "Order placed twice by mistake",
  "Goodwill after an outage",
  "Plan cancelled within the trial period",
] as const;

/** Creates `count` refunds over those of the invoices that are paid. */
export function createRefunds(
  random: Faker,
  timeline: Timeline,
  invoices: readonly Invoice[],
  count: number,
): Refund[] {
  const refundable = invoices.filter((invoice) => invoice.status === "paid");
  return random.helpers
    .arrayElements(refundable, count)
    .map((invoice) => {
      const paid = timeline.minutesSince(
        new Date(invoice.payments[0]?.paid_at ?? invoice.issued_at),
      );
      const minutes = random.number.int({ min: Math.max(0, paid - 20 * day), max: paid });
      const full = random.datatype.boolean();
      const amount_cents = full
        ? invoice.amount_cents
        : Math.max(
            100,
            Math.round((invoice.amount_cents * random.number.int({ min: 1, max: 6 })) / 10),
          );
      return {
        customer_id: invoice.customer_id,
        order_id: invoice.order_id,
        invoice_id: invoice.id,
        amount_cents,
        currency: invoice.currency,
        reason: random.helpers.arrayElement(reasons),
        status: minutes < 2 * day ? ("pending" as const) : ("succeeded" as const),
        created_at: timeline.ago({ minutes }).toISOString(),
      };
    })
    .sort((a, b) => a.created_at.localeCompare(b.created_at))
    .map((refund, index) => ({ id: `REF-${firstRefund + index}`, ...refund }));
}
