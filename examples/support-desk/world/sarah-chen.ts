import { colleaguesIn } from "./colleague.ts";
import type { Customer } from "./customer.ts";
import type { Payment } from "./invoice.ts";
import type { Order, OrderDraft } from "./order.ts";
import { toOrderItem } from "./order-item.ts";
import { findProduct } from "./product.ts";
import type { TicketDraft } from "./ticket.ts";
import { toCustomerAccount } from "./ticket.ts";
import type { Age, Timeline } from "./timeline.ts";

/** The article's customer: Pro plan, active, one bill paid twice, one limit hit. */
export const sarahChen: Omit<Customer, "created_at"> = {
  id: "C-1042",
  name: "Sarah Chen",
  email: "sarah.chen@brightloom.example",
  company: "Brightloom Analytics",
  plan: "pro",
  status: "active",
};

const renewal: Age = { days: 4, hours: 5 };

/** Gives her orders: a year on Starter, then Pro, whose renewal was charged twice. */
export function sarahsOrders(timeline: Timeline): OrderDraft[] {
  const order = (
    age: Age,
    sku: string,
    quantity: number,
    rest: Pick<Order, "status" | "tracking">,
  ): OrderDraft => {
    const item = toOrderItem(findProduct(sku), quantity);
    return {
      customer_id: sarahChen.id,
      items: [item],
      amount_cents: item.quantity * item.unit_amount_cents,
      currency: "USD",
      placed_at: timeline.ago(age).toISOString(),
      ...rest,
    };
  };
  const done = { status: "completed", tracking: null } as const;
  return [
    order({ days: 410 }, "PL-STARTER-Y", 1, done),
    order({ days: 64, hours: 3 }, "GW-G2", 2, {
      status: "delivered",
      tracking: {
        carrier: "UPS",
        number: "1Z5R82810364401177",
        shipped_at: timeline.ago({ days: 63 }).toISOString(),
        delivered_at: timeline.ago({ days: 60 }).toISOString(),
      },
    }),
    order({ days: 34, hours: 5 }, "PL-PRO-M", 1, done),
    order(renewal, "PL-PRO-M", 1, done),
    order({ days: 2, hours: 2 }, "SN-TEMP-10", 3, {
      status: "shipped",
      tracking: {
        carrier: "DHL",
        number: "1Z5R82810364402219",
        shipped_at: timeline.ago({ days: 1, hours: 6 }).toISOString(),
        delivered_at: null,
      },
    }),
  ];
}

/** Returns whether this is her order whose invoice was paid twice. */
export function isChargedTwice(timeline: Timeline, order: Order): boolean {
  return (
    order.customer_id === sarahChen.id && order.placed_at === timeline.ago(renewal).toISOString()
  );
}

/** Gives the payments of one of her orders, or `undefined` for an order of another customer. */
export function sarahsPayments(timeline: Timeline, order: Order): Payment[] | undefined {
  if (order.customer_id !== sarahChen.id) {
    return undefined;
  }
  const placed = timeline.minutesSince(new Date(order.placed_at));
  const delays = isChargedTwice(timeline, order) ? [2, 11] : [2];
  return delays.map((delay, index) => ({
    id: `PAY-${order.id.slice("ORD-".length)}-${index + 1}`,
    amount_cents: order.amount_cents,
    method: "Visa ending 4417",
    paid_at: timeline.ago({ minutes: placed - delay }).toISOString(),
  }));
}

/** Returns her tickets: two open, two long settled. */
export function sarahsTickets(timeline: Timeline, invoice: string): TicketDraft[] {
  return [...openTickets(timeline, invoice), ...settledTickets(timeline)];
}

const base = {
  customer_id: sarahChen.id,
  reporter: toCustomerAccount(sarahChen.id),
};

function openTickets(timeline: Timeline, invoice: string): TicketDraft[] {
  const at = (age: Age) => timeline.ago(age).toISOString();
  const [priya] = colleaguesIn("billing");
  const [, leila] = colleaguesIn("engineering");
  const billing = priya?.jira_account_id ?? null;
  const api = leila?.jira_account_id ?? null;
  return [
    {
      ...base,
      summary: `Billing discrepancy: invoice ${invoice} was charged twice`,
      description: [
        `Our card ending 4417 shows two charges of $249.00 for invoice ${invoice}, nine minutes apart. We renewed the Pro plan once.`,
        "Please refund one of them. Our books close at the end of the week.",
      ],
      type: "Bug",
      priority: "High",
      status: "In Progress",
      labels: [`customer-${sarahChen.id}`, "billing"],
      assignee: billing,
      created: at({ days: 3 }),
      updated: at({ days: 2, hours: 20 }),
      resolved: null,
      comments: [
        {
          author: billing ?? "",
          text: [
            `Confirmed: invoice ${invoice} over $249.00 has two payments, $498.00 in all. The second came from a retry after the processor timed out.`,
            "A refund of $249.00 is due and waits for approval.",
          ],
          created: at({ days: 2, hours: 20 }),
        },
      ],
    },
    {
      ...base,
      summary: "API rate limit: 429 on /v1/readings since the move to Pro",
      description: [
        "We are answered 429 at about 60 requests a minute. The Pro plan allows 600.",
        "It began when we added the second site. The header says X-RateLimit-Limit: 60.",
      ],
      type: "Bug",
      priority: "Medium",
      status: "To Do",
      labels: [`customer-${sarahChen.id}`, "api"],
      assignee: api,
      created: at({ days: 1 }),
      updated: at({ days: 1 }),
      resolved: null,
      comments: [],
    },
  ];
}

function settledTickets(timeline: Timeline): TicketDraft[] {
  const at = (age: Age) => timeline.ago(age).toISOString();
  const [, marcus] = colleaguesIn("support");
  const desk = marcus?.jira_account_id ?? null;
  return [
    {
      ...base,
      summary: "Second gateway does not join the site",
      description: [
        "One of the two gateways delivered last week does not appear in the dashboard.",
      ],
      type: "Question",
      priority: "Low",
      status: "Done",
      labels: [`customer-${sarahChen.id}`, "devices"],
      assignee: desk,
      created: at({ days: 58 }),
      updated: at({ days: 57 }),
      resolved: at({ days: 57 }),
      comments: [
        {
          author: desk ?? "",
          text: ["It was registered to the old site. Moved, and online."],
          created: at({ days: 57 }),
        },
      ],
    },
    {
      ...base,
      summary: "Move from Starter to Pro",
      description: ["We need the longer retention. Please move us to Pro, paid monthly."],
      type: "Task",
      priority: "Medium",
      status: "Done",
      labels: [`customer-${sarahChen.id}`, "account"],
      assignee: desk,
      created: at({ days: 35 }),
      updated: at({ days: 34, hours: 4 }),
      resolved: at({ days: 34, hours: 4 }),
      comments: [],
    },
  ];
}
