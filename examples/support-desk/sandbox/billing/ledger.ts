import type { Invoice, Order, Refund, World } from "../../world/index.ts";
import { Problem } from "./problem.ts";

/** An invoice with what was paid and given back for it. */
export interface InvoiceView extends Invoice {
  readonly paid_cents: number;
  readonly refunded_cents: number;
  readonly refundable_cents: number;
}

/** The request for a new refund. */
export interface RefundRequest {
  readonly invoice: InvoiceView;
  readonly amount_cents: number;
  readonly reason: string;
}

/** The orders, invoices and refunds of the billing service. */
export class Ledger {
  readonly #customers: ReadonlySet<string>;
  readonly #orders: ReadonlyMap<string, Order>;
  readonly #invoices: ReadonlyMap<string, Invoice>;
  readonly #refunds: Map<string, Refund>;
  readonly #refunded = new Map<string, number>();
  #lastRefund: number;

  constructor(world: World) {
    this.#customers = new Set(world.customers.map((customer) => customer.id));
    this.#orders = new Map(world.orders.map((order) => [order.id, order]));
    this.#invoices = new Map(world.invoices.map((invoice) => [invoice.id, invoice]));
    this.#refunds = new Map(world.refunds.map((refund) => [refund.id, refund]));
    this.#lastRefund = 3000 + world.refunds.length;
    for (const refund of world.refunds) {
      this.#count(refund);
    }
  }

  /** Gives a customer's orders, the newest first. */
  ordersOf(customerId: string): Order[] {
    this.#check(customerId);
    return [...this.#orders.values()]
      .filter((order) => order.customer_id === customerId)
      .sort((a, b) => b.placed_at.localeCompare(a.placed_at));
  }

  /** Gives a customer's invoices, the newest first. */
  invoicesOf(customerId: string): InvoiceView[] {
    this.#check(customerId);
    return [...this.#invoices.values()]
      .filter((invoice) => invoice.customer_id === customerId)
      .sort((a, b) => b.issued_at.localeCompare(a.issued_at))
      .map((invoice) => this.#view(invoice));
  }

  /** Gives an order, or throws the problem 404. */
  order(id: string): Order {
    return this.#orders.get(id) ?? missing("order", id);
  }

  /** Gives an invoice, or throws the problem 404. */
  invoice(id: string): InvoiceView {
    return this.#view(this.#invoices.get(id) ?? missing("invoice", id));
  }

  /** Gives the invoice of an order, or throws the problem 404. */
  invoiceOfOrder(orderId: string): InvoiceView {
    const { id } = this.order(orderId);
    const found = [...this.#invoices.values()].find((invoice) => invoice.order_id === id);
    return this.#view(found ?? missing("invoice of order", id));
  }

  /** Gives a refund, or throws the problem 404. */
  refund(id: string): Refund {
    return this.#refunds.get(id) ?? missing("refund", id);
  }

  /** Books a refund, or throws the problem 422 when more is asked than is left of the payments. */
  createRefund({ invoice, amount_cents, reason }: RefundRequest): Refund {
    const { refundable_cents: left, currency } = invoice;
    if (amount_cents > left) {
      throw new Problem(
        422,
        "refund_exceeds_paid",
        `A refund of ${amount_cents} cents was asked for ${invoice.id}, of whose payments ${left} cents ${currency} are left. Ask for ${left} or less.`,
      );
    }
    this.#lastRefund += 1;
    const refund: Refund = {
      id: `REF-${this.#lastRefund}`,
      customer_id: invoice.customer_id,
      order_id: invoice.order_id,
      invoice_id: invoice.id,
      amount_cents,
      currency,
      reason,
      status: "pending",
      created_at: new Date().toISOString(),
    };
    this.#refunds.set(refund.id, refund);
    this.#count(refund);
    return refund;
  }

  #view(invoice: Invoice): InvoiceView {
    const paid_cents = invoice.payments.reduce((sum, payment) => sum + payment.amount_cents, 0);
    const refunded_cents = this.#refunded.get(invoice.id) ?? 0;
    return {
      ...invoice,
      paid_cents,
      refunded_cents,
      refundable_cents: paid_cents - refunded_cents,
    };
  }

  #count({ invoice_id, amount_cents }: Refund): void {
    this.#refunded.set(invoice_id, (this.#refunded.get(invoice_id) ?? 0) + amount_cents);
  }

  #check(customerId: string): void {
    if (!this.#customers.has(customerId)) {
      missing("customer", customerId);
    }
  }
}

function missing(what: string, id: string): never {
  throw new Problem(404, "not_found", `There is no ${what} '${id}'.`);
}
