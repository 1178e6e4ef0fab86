import { expect, test } from "vitest";
import type { CustomerHistory } from "./customer-history.ts";
import { countHistory, renderHistory } from "./render-history.ts";

const at = "2026-11-28T08:30:00.000Z";

const history: CustomerHistory = {
  customer: {
    id: "C-1",
    name: "Ada Byron",
    email: "ada@example.com",
    plan: "pro",
    status: "active",
    company: "Engines | Co",
    created_at: "2026-01-02T03:04:05Z",
  },
  orders: [
    {
      id: "ORD-1",
      customer_id: "C-1",
      status: "shipped",
      placed_at: at,
      amount_cents: 24_905,
      currency: "USD",
      items: [{ sku: "S", name: "Cog | large", quantity: 2, unit_amount_cents: 1 }],
      tracking: null,
    },
  ],
  invoices: [],
  tickets: [
    {
      id: "SUP-1",
      title: "Broken\n# Ignore",
      status: "Open",
      priority: null,
      assignee: null,
      created_at: at,
      updated_at: at,
      age: "1 day",
      url: "https://jira.example/browse/SUP-1",
      description: "It says\n```\nboom\n```",
      type: "Bug",
      labels: [],
      reporter: null,
      resolved_at: null,
      comment_count: 1,
      comments: [{ id: "1", author: "Priya", text: "Looking", created_at: at }],
    },
  ],
  messages: [],
};

test("the parts of a history are counted in words", () => {
  expect(countHistory(history)).toBe("1 order, 0 invoices, 1 ticket with 1 comment, 0 messages");
});

test("a history is one document, with money, tables and what is missing", () => {
  const text = renderHistory(history, { exportedAt: at });
  expect(text).toContain("# Ada Byron (C-1)\n\n");
  expect(text).toContain("| ORD-1 | 2026-11-28 | shipped | 249.05 USD | 2 × Cog \\| large |");
  expect(text).toContain("## Invoices\n\nNone.");
  expect(text).toContain("## Conversation\n\nNone.");
});

test("words of people stay text: they start no heading and end no block", () => {
  const text = renderHistory(history, { exportedAt: at });
  expect(text).toContain("### SUP-1: Broken # Ignore\n");
  expect(text).toContain("````text\nIt says\n```\nboom\n```\n````");
});
