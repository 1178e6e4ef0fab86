import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { World } from "./index.ts";
import { createWorld } from "./index.ts";

const now = new Date("2026-05-20T10:30:00Z");
const world = createWorld({ now });

function hash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** The world with every time replaced by its distance to the present, in minutes. */
function ageless(source: World): string {
  const present = Date.parse(source.now);
  const age = (time: number) => `${Math.round((present - time) / 60_000)} minutes`;
  return JSON.stringify(source)
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => age(Date.parse(time)))
    .replace(/\b\d{10}\.(\d{6})\b/g, (ts, number) => `${age(Number(ts) * 1000)}.${number}`);
}

test("the world is as large as the issue asks", () => {
  expect(world.customers.length).toBeGreaterThanOrEqual(500);
  expect(world.tickets.length).toBeGreaterThanOrEqual(2_000);
  expect(world.messages.length).toBeGreaterThanOrEqual(5_000);
  expect(world.orders.length).toBeGreaterThanOrEqual(3_000);
});

test("the same seed and present give the same world, byte for byte", () => {
  expect(hash(createWorld({ now }))).toBe(hash(world));
});

test("another seed gives another world with the same Sarah Chen", () => {
  const other = createWorld({ now, seed: 7 });
  expect(hash(other)).not.toBe(hash(world));
  expect(other.customers[41]?.name).toBe("Sarah Chen");
});

test("another present moves every time and changes nothing else", () => {
  const later = createWorld({ now: new Date("2027-01-01T00:00:30Z") });
  expect(hash(later)).not.toBe(hash(world));
  expect(hash(ageless(later))).toBe(hash(ageless(world)));
});

test("C-1042 is Sarah Chen, on Pro, active, with the article's two open tickets", () => {
  const sarah = world.customers.find((customer) => customer.id === "C-1042");
  expect(sarah).toMatchObject({ name: "Sarah Chen", plan: "pro", status: "active" });
  const open = world.tickets.filter(
    (ticket) => ticket.customer_id === "C-1042" && ticket.status !== "Done",
  );
  expect(open.map(({ priority, created }) => ({ priority, created }))).toEqual([
    { priority: "High", created: "2026-05-17T10:30:00.000Z" },
    { priority: "Medium", created: "2026-05-19T10:30:00.000Z" },
  ]);
  expect(open[0]?.summary).toMatch(/billing discrepancy/i);
  expect(open[1]?.summary).toMatch(/api rate limit/i);
});

test("the billing discrepancy is an invoice of hers that was paid twice and not refunded", () => {
  const doubled = world.invoices.filter(
    (invoice) =>
      invoice.customer_id === "C-1042" &&
      invoice.payments.reduce((sum, payment) => sum + payment.amount_cents, 0) >
        invoice.amount_cents,
  );
  expect(doubled).toHaveLength(1);
  const [invoice] = doubled;
  expect(invoice?.payments.map((payment) => payment.amount_cents)).toEqual([24_900, 24_900]);
  expect(world.refunds.some((refund) => refund.customer_id === "C-1042")).toBe(false);
  const ticket = world.tickets.find((candidate) => candidate.summary.includes(invoice?.id ?? "?"));
  expect(ticket?.customer_id).toBe("C-1042");
  const channel = world.channels.find((candidate) => candidate.name === "cust-c-1042");
  const said = world.messages.filter((message) => message.channel_id === channel?.id);
  expect(said.some((message) => message.text.includes(invoice?.id ?? "?"))).toBe(true);
  expect(said.some((message) => message.text.includes(ticket?.key ?? "?"))).toBe(true);
});

test("there is one Sarah Chen, and no id, e-mail or timestamp is used twice", () => {
  expect(world.customers.filter((customer) => customer.name === "Sarah Chen")).toHaveLength(1);
  const unique = (values: readonly string[]) => expect(new Set(values).size).toBe(values.length);
  unique(world.customers.map((customer) => customer.email));
  unique(world.members.map((member) => member.id));
  unique(world.channels.map((channel) => channel.id));
  unique(world.messages.map((message) => message.ts));
});

test("what belongs together refers to each other", () => {
  const customers = new Set(world.customers.map((customer) => customer.id));
  const orders = new Map(world.orders.map((order) => [order.id, order]));
  const invoices = new Map(world.invoices.map((invoice) => [invoice.id, invoice]));
  const channels = new Set(world.channels.map((channel) => channel.id));
  const members = new Set(world.members.map((member) => member.id));
  expect(world.tickets.every((ticket) => customers.has(ticket.customer_id))).toBe(true);
  expect(
    world.invoices.every(
      (invoice) => orders.get(invoice.order_id)?.customer_id === invoice.customer_id,
    ),
  ).toBe(true);
  for (const refund of world.refunds) {
    const invoice = invoices.get(refund.invoice_id);
    expect(refund.amount_cents).toBeLessThanOrEqual(invoice?.amount_cents ?? 0);
  }
  expect(
    world.messages.every(
      (message) => channels.has(message.channel_id) && members.has(message.user_id),
    ),
  ).toBe(true);
});

test("nothing lies in the future and nothing ends before it begins", () => {
  const present = world.now;
  for (const ticket of world.tickets) {
    const times = [ticket.created, ...ticket.comments.map((comment) => comment.created)];
    expect(times.toSorted()).toEqual(times);
    expect(ticket.updated >= (times.at(-1) ?? "")).toBe(true);
    expect(ticket.updated <= present).toBe(true);
  }
  for (const order of world.orders) {
    const { shipped_at, delivered_at } = order.tracking ?? {};
    expect(order.placed_at <= (shipped_at ?? present)).toBe(true);
    expect((shipped_at ?? "") <= (delivered_at ?? present)).toBe(true);
    expect((delivered_at ?? "") <= present).toBe(true);
  }
  const newest = world.messages.at(-1)?.ts ?? "";
  expect(Number(newest) * 1000).toBeLessThanOrEqual(Date.parse(present) + 1);
});
