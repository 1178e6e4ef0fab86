import type { Customer } from "./customer.ts";
import type { Timeline } from "./timeline.ts";

/** A Slack channel. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  /** ISO 8601 in UTC. */
  readonly created: string;
  /** Whether the desk's bot has joined; it cannot read a channel it has not. */
  readonly bot_joined: boolean;
  /** The customer a shared channel is with, or `null` in a channel of Halyard's own. */
  readonly customer_id: string | null;
}

const internal: readonly (readonly [name: string, topic: string, joined: boolean])[] = [
  ["general", "News for everyone", true],
  ["support", "Every ticket, one thread each", true],
  ["billing-ops", "Invoices, payments, refunds", true],
  ["engineering", "Platform, API, firmware", true],
  ["incidents", "What is broken now", true],
  ["sales", "Deals and renewals", true],
  ["product-feedback", "What customers ask for", true],
  ["random", "Everything else", true],
  ["leadership", "Not for bots", false],
];

/** Creates Halyard's own channels and one shared with each of the customers, `cust-c-1042`. */
export function createChannels(timeline: Timeline, shared: readonly Customer[]): Channel[] {
  return [
    ...internal.map(([name, topic, bot_joined], index) => ({
      id: `C0TEAM${String(index + 1).padStart(5, "0")}`,
      name,
      topic,
      created: timeline.ago({ days: 1400 }).toISOString(),
      bot_joined,
      customer_id: null,
    })),
    ...shared.map((customer) => ({
      id: `C0CUST0${customer.id.replace("C-", "")}`,
      name: `cust-${customer.id.toLowerCase()}`,
      topic: `Shared with ${customer.company}`,
      created: customer.created_at,
      bot_joined: true,
      customer_id: customer.id,
    })),
  ];
}
