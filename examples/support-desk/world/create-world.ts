import { faker } from "@faker-js/faker/locale/en";
import type { Channel } from "./channel.ts";
import { createChannels } from "./channel.ts";
import type { Occasion } from "./conversation.ts";
import { announceTickets, chatInside, chatWithCustomers } from "./conversation.ts";
import type { Customer } from "./customer.ts";
import { createCustomers } from "./customer.ts";
import type { Invoice } from "./invoice.ts";
import { createInvoices } from "./invoice.ts";
import type { Member } from "./member.ts";
import { createMembers } from "./member.ts";
import type { Message } from "./message.ts";
import { Conversation } from "./message.ts";
import type { Order } from "./order.ts";
import { createOrders } from "./order.ts";
import type { Refund } from "./refund.ts";
import { createRefunds } from "./refund.ts";
import {
  isChargedTwice,
  sarahChen,
  sarahsOrders,
  sarahsPayments,
  sarahsTickets,
} from "./sarah-chen.ts";
import { talkWithSarah } from "./sarah-chen-conversation.ts";
import type { Ticket } from "./ticket.ts";
import { createTickets } from "./ticket.ts";
import type { Timeline } from "./timeline.ts";
import { createTimeline } from "./timeline.ts";

/** Everything the support desk's systems know, before any of them has started. */
export interface World {
  /** The present, ISO 8601 in UTC, on a whole minute. */
  readonly now: string;
  readonly customers: readonly Customer[];
  readonly orders: readonly Order[];
  readonly invoices: readonly Invoice[];
  readonly refunds: readonly Refund[];
  readonly tickets: readonly Ticket[];
  readonly members: readonly Member[];
  readonly channels: readonly Channel[];
  readonly messages: readonly Message[];
}

/** Settings of {@link createWorld}. */
export interface WorldOptions {
  /** The same seed and present give the same world. Default 1042. */
  readonly seed?: number;
  /** The present; every time in the world is an age counted back from it. Default: now. */
  readonly now?: Date;
}

const counts = {
  customers: 520,
  orders: 3_060,
  refunds: 90,
  tickets: 2_080,
  announced: 720,
  shared: 60,
};

/** Creates the world: about 11,000 records in well under a second. */
export function createWorld({ seed = 1042, now = new Date() }: WorldOptions = {}): World {
  const timeline = createTimeline(now);
  // A section draws from its own sequence, so that one more order does not rename a customer.
  const section = (number: number) => {
    faker.seed([seed, number]);
    return faker;
  };
  const customers = createCustomers(section(1), timeline, sarahChen, counts.customers);
  const others = customers.filter((customer) => customer.id !== sarahChen.id);
  const orders = createOrders(section(2), timeline, {
    buyers: others,
    known: sarahsOrders(timeline),
    count: counts.orders,
  });
  const invoices = createInvoices(section(3), timeline, orders, (order) =>
    sarahsPayments(timeline, order),
  );
  const refunds = createRefunds(
    section(4),
    timeline,
    invoices.filter((invoice) => invoice.customer_id !== sarahChen.id),
    counts.refunds,
  );
  const doubled = orders.findIndex((order) => isChargedTwice(timeline, order));
  const invoice = invoices[doubled]?.id ?? "";
  const tickets = createTickets(section(5), timeline, {
    customers: others,
    known: sarahsTickets(timeline, invoice),
    count: counts.tickets,
  });
  const slack = createSlack({ random: section(6), timeline, customers, tickets, invoice });
  return {
    now: timeline.now.toISOString(),
    customers,
    orders,
    invoices,
    refunds,
    tickets,
    ...slack,
  };
}

interface SlackIngredients extends Omit<Occasion, "channels"> {
  readonly timeline: Timeline;
  readonly tickets: readonly Ticket[];
  readonly invoice: string;
}

function createSlack({
  random,
  timeline,
  customers,
  tickets,
  invoice,
}: SlackIngredients): Pick<World, "members" | "channels" | "messages"> {
  const shared = customers.filter(
    ({ id, status, plan }) =>
      id === sarahChen.id || (status === "active" && (plan === "pro" || plan === "enterprise")),
  );
  const guests = shared.slice(0, counts.shared);
  const members = createMembers(guests);
  const channels = createChannels(timeline, guests);
  const occasion: Occasion = { random, timeline, customers, channels };
  const others = customers.filter((customer) => customer.id !== sarahChen.id);
  const hers = tickets.filter((ticket) => ticket.customer_id === sarahChen.id);
  const conversation = new Conversation(timeline);
  announceTickets(conversation, occasion, tickets.slice(-counts.announced));
  chatInside(conversation, occasion, 110);
  chatWithCustomers(conversation, { ...occasion, customers: others }, 16);
  talkWithSarah(conversation, {
    channel_id: channels.find((channel) => channel.customer_id === sarahChen.id)?.id ?? "",
    billing_ticket: hers.find((ticket) => ticket.priority === "High")?.key ?? "",
    api_ticket: hers.find((ticket) => ticket.summary.startsWith("API rate limit"))?.key ?? "",
    invoice,
  });
  return { members, channels, messages: conversation.messages() };
}
