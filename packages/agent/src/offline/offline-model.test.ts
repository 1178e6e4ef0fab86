import { describe, expect, test } from "vitest";
import { OFFLINE_NOTICE } from "./answer/write-answer.ts";
import type { DeskTool } from "./fixture/desk.ts";
import { desk, tool } from "./fixture/desk.ts";
import { talk } from "./fixture/talk.ts";

function distractors(count: number): DeskTool[] {
  const nouns = [
    "page",
    "branch",
    "commit",
    "graph node",
    "screenshot",
    "entity",
    "label",
    "release",
  ];
  const verbs = ["get", "list", "create", "delete", "update", "search", "fork", "browse"];
  return Array.from({ length: count }, (_, index) => {
    const noun = nouns[index % nouns.length] ?? "page";
    const verb = verbs[Math.floor(index / nouns.length) % verbs.length] ?? "get";
    const name = `${verb}_${noun.replace(" ", "_")}_${index}`;
    return tool(
      name,
      `${verb} a ${noun} of the workspace number ${index}.`,
      {
        [`${noun.replace(" ", "_")}_id`]: `The ${noun}'s identifier`,
      },
      { hints: {} },
    );
  });
}

const ARTICLE = "What is the current status of customer C-1042 and do they have any open tickets?";

test("the article's question leads to its two calls and a readable answer", () => {
  const { calls, answer } = talk(ARTICLE);
  expect(calls).toEqual([
    'get_customer({"customer_id":"C-1042"})',
    'get_open_tickets({"customer_id":"C-1042"})',
  ]);
  expect(answer).toBe(
    [
      "Sarah Chen (C-1042) is on the Pro plan and the account is active.",
      "Yes, there are 2 open tickets:",
      "- SUP-311: Billing discrepancy on the October invoice (high priority, created 2026-11-19)",
      "- SUP-327: API rate limit reached too early (medium priority, created 2026-11-21)",
      "",
      OFFLINE_NOTICE,
    ].join("\n"),
  );
});

test("the article's calls stay the same among 130 other tools", () => {
  const { calls } = talk(ARTICLE, [...distractors(70), ...desk, ...distractors(60)]);
  expect(calls).toEqual([
    'get_customer({"customer_id":"C-1042"})',
    'get_open_tickets({"customer_id":"C-1042"})',
  ]);
});

test("the article's calls stay the same without annotations and without parameter descriptions", () => {
  const bare = desk.map(({ definition, handler }) => ({
    handler,
    definition: {
      ...definition,
      providerOptions: {},
      inputSchema: {
        ...definition.inputSchema,
        properties: Object.fromEntries(
          Object.keys(definition.inputSchema.properties ?? {}).map((key) => [
            key,
            { type: "string" as const },
          ]),
        ),
      },
    },
  }));
  expect(talk(ARTICLE, bare).calls).toEqual([
    'get_customer({"customer_id":"C-1042"})',
    'get_open_tickets({"customer_id":"C-1042"})',
  ]);
});

describe("chains", () => {
  test("an order id is taken from the newest of the customer's orders", () => {
    const { calls, answer } = talk("Has customer C-1042's latest order shipped?");
    expect(calls.at(-1)).toBe('get_order_status({"order_id":"ORD-7781"})');
    expect(answer).toContain("Yes: Order ORD-7781 is shipped.");
  });

  test("a channel is taken from the customer's record", () => {
    const { calls, answer } = talk("What did we last discuss with customer C-1042 in Slack?");
    expect(calls).toEqual([
      'get_customer({"customer_id":"C-1042"})',
      'get_channel_history({"channel":"#cust-northwind"})',
    ]);
    expect(answer).toContain("- maria: They asked about the SLA.");
  });

  test("a sales question asks three tools", () => {
    const { calls, answer } = talk(
      "Which plan is C-1042 on, what did they order, and what do their invoices say?",
    );
    expect(calls).toEqual([
      'get_customer({"customer_id":"C-1042"})',
      'list_orders({"customer_id":"C-1042"})',
      'list_invoices({"customer_id":"C-1042"})',
    ]);
    expect(answer).toContain("is on the Pro plan");
    expect(answer).toContain("2 orders:");
    expect(answer).toContain("INV-9 (paid, amount: 49.00 USD, issued 2026-11-01)");
  });

  test("a follow-up takes the customer from the earlier turn", () => {
    const { calls } = talk(["Look up customer C-1042", "Any open tickets?"]);
    expect(calls).toEqual([
      'get_customer({"customer_id":"C-1042"})',
      'get_open_tickets({"customer_id":"C-1042"})',
    ]);
  });
});

describe("the requested fields", () => {
  test("an instruction that opens with a tool's verb is followed, with its arguments", () => {
    expect(talk('Create a customer named Initech with email "bill@initech.example"').calls[0]).toBe(
      'create_customer({"name":"Initech","email":"bill@initech.example"})',
    );
  });

  test("an enumeration asks for each of its things", () => {
    expect(
      talk("Give me an overview of customer C-1042: orders, invoices and open tickets").calls,
    ).toEqual([
      'get_customer({"customer_id":"C-1042"})',
      'list_orders({"customer_id":"C-1042"})',
      'list_invoices({"customer_id":"C-1042"})',
      'get_open_tickets({"customer_id":"C-1042"})',
    ]);
  });

  test("the answer has the latest entry of a list alone", () => {
    const { answer } = talk("What was the last order of C-1042?");
    expect(answer).toMatch(/^ORD-7781|^Sensor|^Order ORD-7781/);
    expect(answer).not.toContain("ORD-7001");
  });

  test("a question about some of a list is answered with those", () => {
    const { answer } = talk("Does C-1042 have unpaid invoices?");
    expect(answer).toMatch(/^No: the only invoice does not match “unpaid”/);
  });

  test.each([
    ["Who is sarah.chen@example.com?", "sarah.chen@example.com"],
    ["Find the customer Sarah Chen", "Sarah Chen"],
  ])("an address or name is searched for as it is written: %s", (request, query) => {
    expect(talk(request).calls).toEqual([`search_customers({"query":"${query}"})`]);
  });

  test("a ticket's comments are a matter of their own", () => {
    expect(talk('Add a comment to SUP-311 saying "We are on it"').calls[0]).toBe(
      'add_comment({"ticket_key":"SUP-311","body":"We are on it"})',
    );
  });

  test("a reason is taken from the words after because", () => {
    expect(talk("Refund ORD-7781 because it arrived broken").calls).toEqual([
      'refund_order({"order_id":"ORD-7781","reason":"it arrived broken"})',
    ]);
  });

  test("an instruction that lacks something says what, and does nothing else", () => {
    const { calls, answer } = talk("Deactivate customer C-1042");
    expect(calls).toEqual([]);
    expect(answer).toContain("it needs `reason`");
  });
});

test("an empty list answers a yes-or-no question with no", () => {
  const none = desk.map((entry) =>
    entry.definition.name === "get_open_tickets"
      ? { ...entry, handler: () => ({ tickets: [], total: 0 }) }
      : entry,
  );
  expect(talk("Does C-1042 have any open tickets?", none).answer).toContain(
    "No, there are no open tickets.",
  );
});

test("the answer to a failed call has the tool's message", () => {
  expect(talk("What is the status of customer C-9999?").answer).toContain(
    "get_customer failed: No such customer",
  );
});

test("a request that no tool answers says so, with the notice", () => {
  const { calls, answer } = talk("Sing me a song");
  expect(calls).toEqual([]);
  expect(answer).toContain("No available tool seems to match");
  expect(answer.endsWith(OFFLINE_NOTICE)).toBe(true);
});

test.each(["a", "A", "a-", "a.", " ", "/", "tickets, "])(
  "a request of 20,000 characters is read in one go: %j",
  (piece) => {
    const request = `Show ${piece.repeat(20_000 / piece.length)} of C-1042`;
    expect(talk(request).calls.length).toBeLessThanOrEqual(8);
  },
);
