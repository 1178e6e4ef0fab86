import type { Faker } from "@faker-js/faker";
import type { Order } from "./order.ts";
import type { Timeline } from "./timeline.ts";

/** One charge that was collected for an invoice. */
export interface Payment {
  readonly id: string;
  readonly amount_cents: number;
  /** Such as `Visa ending 4417`. */
  readonly method: string;
  readonly paid_at: string;
}

/** An invoice, as the billing service keeps it. Times are ISO 8601 in UTC. */
export interface Invoice {
  /** `INV-20001` and up, in the order of issue. */
  readonly id: string;
  readonly customer_id: string;
  readonly order_id: string;
  readonly amount_cents: number;
  readonly currency: Order["currency"];
  readonly status: "open" | "overdue" | "paid" | "void";
  readonly issued_at: string;
  readonly due_at: string;
  readonly payments: readonly Payment[];
}

const firstInvoice = 20001;
const dueDays = 14;
const day = 24 * 60;
/** Creates one invoice for each order; one with `knownPayments` is paid by exactly those. */
export function createInvoices(
  random: Faker,
  timeline: Timeline,
  orders: readonly Order[],
  knownPayments: (order: Order) => readonly Payment[] | undefined,
): Invoice[] {
  return orders.map((order, index) => {
    const age = timeline.minutesSince(new Date(order.placed_at));
    const method = `${random.helpers.arrayElement(["Visa", "Mastercard", "SEPA account"])} ending ${random.string.numeric(4)}`;
    const paidAfter = random.number.int({ min: 2, max: Math.max(2, Math.min(age, 3 * day)) });
    const unpaid = random.number.int(99) < 7;
    const base = {
      id: `INV-${firstInvoice + index}`,
      customer_id: order.customer_id,
      order_id: order.id,
      amount_cents: order.amount_cents,
      currency: order.currency,
      issued_at: order.placed_at,
      due_at: timeline.ago({ minutes: age - dueDays * day }).toISOString(),
    };
    const known = knownPayments(order);
    if (known !== undefined) {
      return { ...base, status: "paid", payments: known };
    }
    if (order.status === "cancelled") {
      return { ...base, status: "void", payments: [] };
    }
    if (unpaid || order.status === "pending") {
      return { ...base, status: age > dueDays * day ? "overdue" : "open", payments: [] };
    }
    const payment = {
      id: `PAY-${firstInvoice + index}-1`,
      amount_cents: order.amount_cents,
      method,
      paid_at: timeline.ago({ minutes: age - paidAfter }).toISOString(),
    };
    return { ...base, status: "paid", payments: [payment] };
  });
}
