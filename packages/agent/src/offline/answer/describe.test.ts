import { describe, expect, test } from "vitest";
import { describeList, findList } from "./describe-list.ts";
import { describeMessage } from "./describe-message.ts";
import { describeRecord } from "./describe-record.ts";
import { readFields, showKey, showValue } from "./field.ts";

describe("values are written for reading", () => {
  test.each<[string, unknown, string]>([
    ["is_open", true, "yes"],
    ["is_open", false, "no"],
    ["amount_cents", 4900, "49.00 USD"],
    ["amount", 4900, "4900"],
    ["created_at", "2026-11-01T10:00:00Z", "2026-11-01"],
    ["created_at", "2026-11-01T10:00:00.123+02:00", "2026-11-01"],
    ["note", "  two\n lines ", "two lines"],
  ])("%s: %j is %s", (key, value, expected) => {
    expect(showValue(key, value, { currency: "usd" })).toBe(expected);
  });

  test("a long text is cut", () => {
    expect(showValue("note", "x".repeat(200))).toBe(`${"x".repeat(159)}…`);
  });

  test.each([
    ["created_at", "created"],
    ["amount_cents", "amount"],
    ["dueDate", "due"],
    ["at", "at"],
  ])("the key %s is %s", (key, expected) => {
    expect(showKey(key)).toBe(expected);
  });
});

describe("the fields of a record play parts", () => {
  const nouns = new Set(["ticket"]);

  test("by their keys", () => {
    expect(
      readFields(
        {
          ticket_id: "SUP-1",
          status: "in_progress",
          tier: "pro",
          author: "Ann",
          title: "Broken",
          summary: "It broke",
          priority: "high",
          tags: ["a"],
          assignee: { name: "Bob" },
          empty: "",
          none: null,
        },
        nouns,
      ),
    ).toEqual({
      id: "SUP-1",
      status: "in progress",
      plan: "Pro",
      author: "Ann",
      name: "Broken",
      rest: [
        { key: "summary", text: "It broke" },
        { key: "priority", text: "high" },
      ],
      lists: [{ key: "tags", items: ["a"] }],
      records: [{ key: "assignee", record: { name: "Bob" } }],
    });
  });

  test("an id of another thing is a detail, and a second status too", () => {
    const fields = readFields({ customer_id: "C-1", status: "open", state: "x" }, nouns);
    expect(fields).toMatchObject({ id: undefined, status: "open" });
    expect(fields.rest.map(({ key }) => key)).toEqual(["customer_id", "state"]);
  });

  test("fields for programs are left out", () => {
    const record = {
      ts: "1.2",
      thread_ts: "1.2",
      currency: "usd",
      reply_count: 1,
      replies: [{}],
      author: "Ann",
      author_id: "U1",
    };
    expect(readFields(record, nouns).rest).toEqual([]);
    expect(readFields({ reply_count: 1 }, nouns).rest).toHaveLength(1);
  });
});

describe("a record", () => {
  function describeIt(record: Record<string, unknown>, clause = "Show it", noun = "customer") {
    return describeRecord({ record, clause, nouns: new Set([noun]) });
  }
  const customer = {
    customer_id: "C-1",
    name: "Sarah Chen",
    plan: "pro",
    status: "active",
    email: "s@x.test",
    slack_channel: "#cust",
  };

  test.each([
    ["What is the status?", "Sarah Chen (C-1) is on the Pro plan and the account is active."],
    [
      "Show the customer",
      "Sarah Chen (C-1) is on the Pro plan and the account is active. Email: s@x.test, slack channel: #cust.",
    ],
    [
      "What is the email of the customer?",
      "Sarah Chen (C-1) is on the Pro plan and the account is active. Email: s@x.test.",
    ],
    [
      "Is the customer active?",
      "Yes: Sarah Chen (C-1) is on the Pro plan and the account is active. Email: s@x.test, slack channel: #cust.",
    ],
  ])("answers %s", (clause, expected) => {
    expect(describeIt(customer, clause)).toBe(expected);
  });

  test("without plan or status is its fields", () => {
    expect(describeIt({ city: "Lisbon", degrees: 21 }, "Weather", "weather")).toBe(
      "Weather: city: Lisbon, degrees: 21.",
    );
    expect(describeIt({ id: 7 }, "Show it", "order")).toBe("Order 7.");
    expect(describeIt({}, "Show it", "order")).toBe("Order.");
  });

  test("of a thing that is no person has a status of its own", () => {
    expect(describeIt({ id: 7, plan: "pro", status: "open" }, "status", "account_plan")).toContain(
      "and the status is open",
    );
    expect(describeIt({ id: 7, plan: "pro" }, "plan", "order")).toBe("Order 7 is on the Pro plan.");
  });

  test("inside of another is the one that counts", () => {
    expect(describeIt({ customer }, "What is the status?")).toContain("Sarah Chen (C-1)");
  });

  test("names nested records and lists briefly", () => {
    const order = {
      id: 7,
      carrier: { name: "DHL" },
      tags: ["a", "b"],
      items: [{ name: "Sensor" }, { name: "Cable" }],
      events: Array.from({ length: 9 }, () => ({ at: 1 })),
    };
    expect(describeIt(order, "Show it", "order")).toBe(
      "Order 7: carrier: DHL, tags: a, b, items: Sensor; Cable, events: 9 entries.",
    );
  });

  test("does not repeat what was asked with, nor an amount of zero", () => {
    expect(describeIt({ id: 7, buyer: "C-1", refunded_cents: 0 }, "Orders of C-1", "order")).toBe(
      "Order 7.",
    );
  });
});

describe("a message", () => {
  const message = { author: "Ann", text: "Hello", sent_at: "2026-11-01T10:00:00Z" };

  test("has author, date and up to four replies", () => {
    const replies = Array.from({ length: 6 }, (_, index) => ({ author: "Bob", text: `${index}` }));
    const written = describeMessage(readFields({ ...message, replies }, new Set()));
    expect(written?.split("\n")).toEqual([
      "Ann, 2026-11-01: Hello",
      "  - Bob: 0",
      "  - Bob: 1",
      "  - Bob: 2",
      "  - Bob: 3",
      "  - … and 2 more",
    ]);
  });

  test("needs an author and a text", () => {
    expect(describeMessage(readFields({ text: "Hello" }, new Set()))).toBeUndefined();
    expect(describeMessage(readFields({ ...message, plan: "pro" }, new Set()))).toBeUndefined();
  });
});

describe("a list", () => {
  test.each<[unknown, unknown]>([
    [[1], { items: [1] }],
    [{ orders: [1] }, { items: [1], key: "orders", goesOn: false }],
    [
      { orders: [1], total: 9, next_cursor: "x" },
      { items: [1], key: "orders", total: 9, goesOn: true },
    ],
    [
      { orders: [1], has_more: false },
      { items: [1], key: "orders", goesOn: false },
    ],
    [{ id: 7, items: [1] }, undefined],
    [{ a: [1], b: [2] }, undefined],
    [{ a: 1, b: 2, c: 3, d: 4, items: [1] }, undefined],
    ["text", undefined],
    [null, undefined],
  ])("in %j is %j", (result, expected) => {
    expect(findList(result)).toEqual(expected);
  });

  function describeIt(items: readonly unknown[], clause = "Show them", more = {}) {
    const list = { items, key: "tickets", ...more };
    return describeList({ list, tool: "get_open_tickets", clause });
  }
  const ticket = { key: "SUP-1", title: "Broken", priority: "HIGH", created_at: "2026-11-01" };

  test("has one line for each of the first five", () => {
    const lines = describeIt(Array.from({ length: 7 }, () => ticket)).split("\n");
    expect(lines[0]).toBe("7 open tickets:");
    expect(lines[1]).toBe("- SUP-1: Broken (high priority, created 2026-11-01)");
    expect(lines.at(-1)).toBe("- … and 2 more");
    expect(lines).toHaveLength(7);
  });

  test("answers a question whether there are any", () => {
    expect(describeIt([ticket], "Are there any open tickets?")).toMatch(
      /^Yes, there is 1 open ticket:/,
    );
    expect(describeIt([], "Are there any open tickets?")).toBe("No, there are no open tickets.");
    expect(describeIt([], "Show the open tickets")).toBe("There are no open tickets.");
    expect(describeIt([ticket], "Are there any urgent tickets?")).toMatch(/^1 open ticket:/);
    expect(describeIt([ticket], "Which tickets has C-1?")).toMatch(/^1 open ticket:/);
  });

  test("that is one page does not say how many there are", () => {
    expect(describeIt([ticket, ticket], "Show", { goesOn: true })).toMatch(
      /^The first 2 open tickets:[\s\S]*- … and more$/,
    );
    expect(describeIt([ticket], "Show", { goesOn: true })).toMatch(/^The first open ticket:/);
    expect(describeIt([ticket], "Any open tickets?", { goesOn: true })).toMatch(
      /^Yes, there is at least 1 open ticket:/,
    );
    expect(describeIt([ticket], "Show", { goesOn: true, total: 40 })).toMatch(/^40 open tickets:/);
  });

  test("is named by its key, its tool, or not at all", () => {
    const nounOf = (tool: string, key?: string) =>
      describeList({ list: { items: [], ...(key && { key }) }, tool, clause: "" });
    expect(nounOf("list_orders", "orders")).toBe("There are no orders.");
    expect(nounOf("search", "companies")).toBe("There are no companies.");
    expect(nounOf("list_orders", "items")).toBe("There are no orders.");
    expect(nounOf("get", "data")).toBe("There are no results.");
    expect(nounOf("find_things_for_user", "results")).toContain("things");
  });

  test("of things without a name shows their fields", () => {
    expect(
      describeIt([{ size: 3 }, "plain", {}])
        .split("\n")
        .slice(1),
    ).toEqual(["- size: 3", "- plain", "- (no simple fields)"]);
  });
});
