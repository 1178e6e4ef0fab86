import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
} from "@ai-sdk/provider";
import { describe, expect, test } from "vitest";
import { OFFLINE_NOTICE } from "./answer/write-answer.ts";
import { planOfflineStep } from "./offline-model.ts";

type Handler = (args: Record<string, string>) => unknown;
interface DeskTool {
  definition: LanguageModelV4FunctionTool;
  handler: Handler;
}

function tool(
  name: string,
  description: string,
  parameters: Record<string, string>,
  handler: Handler = () => ({}),
  hints: Record<string, unknown> = { readOnlyHint: true },
): DeskTool {
  const properties = Object.fromEntries(
    Object.entries(parameters).map(([key, text]) => [key, { type: "string", description: text }]),
  );
  return {
    definition: {
      type: "function",
      name,
      description,
      inputSchema: {
        type: "object",
        properties: properties as never,
        required: Object.keys(parameters).filter((key) => !parameters[key]?.startsWith("optional")),
      },
      providerOptions: { offline: hints as never },
    },
    handler,
  };
}

const write = { readOnlyHint: false };
const customer = {
  id: "C-1042",
  name: "Sarah Chen",
  email: "sarah.chen@example.com",
  plan: "pro",
  status: "active",
  slack_channel: "#cust-northwind",
};
const tickets = [
  {
    key: "SUP-311",
    title: "Billing discrepancy on the October invoice",
    status: "open",
    priority: "high",
    created_at: "2026-11-19T08:00:00.000Z",
  },
  {
    key: "SUP-327",
    title: "API rate limit reached too early",
    status: "open",
    priority: "medium",
    created_at: "2026-11-21T08:00:00.000Z",
  },
];
const orders = [
  {
    order_id: "ORD-7001",
    placed_at: "2026-06-01T00:00:00Z",
    item: "Starter kit",
    status: "delivered",
  },
  {
    order_id: "ORD-7781",
    placed_at: "2026-11-10T00:00:00Z",
    item: "Sensor pack",
    status: "shipped",
  },
];

const desk: DeskTool[] = [
  tool(
    "get_customer",
    "Look up one customer by id: name, e-mail, plan and account status.",
    { customer_id: "e.g. C-1042" },
    ({ customer_id }) => (customer_id === customer.id ? customer : undefined),
  ),
  tool("search_customers", "Find customers by name, e-mail or company.", {
    query: "Words to find",
  }),
  tool(
    "list_orders",
    "List a customer's orders, newest first.",
    { customer_id: "e.g. C-1042" },
    () => ({ orders, total: 2 }),
  ),
  tool(
    "create_customer",
    "Create a customer.",
    { name: "Full name", email: "E-mail" },
    undefined,
    write,
  ),
  tool(
    "change_plan",
    "Change a customer's plan.",
    { customer_id: "e.g. C-1042", plan: "The new plan" },
    undefined,
    write,
  ),
  tool(
    "deactivate_customer",
    "Deactivate a customer's account.",
    { customer_id: "e.g. C-1042", reason: "Why" },
    undefined,
    write,
  ),
  tool(
    "get_open_tickets",
    "Get all open support tickets of a customer, with title, priority and creation time.",
    { customer_id: "e.g. C-1042" },
    () => ({ tickets, total: 2 }),
  ),
  tool("search_tickets", "Search support tickets by words.", { query: "Words to find" }),
  tool(
    "add_comment",
    "Add a comment to a ticket.",
    { ticket_key: "e.g. SUP-311", body: "The comment" },
    undefined,
    write,
  ),
  tool(
    "get_order_status",
    "Get the status of one order: shipped or not, carrier and tracking.",
    { order_id: "e.g. ORD-7781" },
    ({ order_id }) => ({ order_id, status: "shipped", carrier: "DHL" }),
  ),
  tool(
    "list_invoices",
    "List a customer's invoices with amount and status.",
    { customer_id: "e.g. C-1042" },
    () => ({
      invoices: [
        {
          invoice_id: "INV-9",
          amount_cents: 4900,
          currency: "usd",
          status: "paid",
          issued_at: "2026-11-01",
        },
      ],
    }),
  ),
  tool(
    "refund_order",
    "Refund an order.",
    { order_id: "e.g. ORD-7781", reason: "Why" },
    undefined,
    write,
  ),
  tool(
    "get_channel_history",
    "Read the latest messages of a Slack channel.",
    { channel: "e.g. #general" },
    () => ({ messages: [{ user: "maria", text: "They asked about the SLA.", ts: "1.2" }] }),
  ),
  tool(
    "post_message",
    "Post a message to a Slack channel.",
    { channel: "e.g. #general", text: "The message" },
    undefined,
    write,
  ),
];

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
      undefined,
      {},
    );
  });
}

interface Talk {
  calls: string[];
  answer: string;
}

function talk(requests: string | string[], tools = desk): Talk {
  const prompt: LanguageModelV4Message[] = [];
  const calls: string[] = [];
  let answer = "";
  for (const request of [requests].flat()) {
    prompt.push({ role: "user", content: [{ type: "text", text: request }] });
    for (let step = 0; step < 10; step++) {
      const options: LanguageModelV4CallOptions = {
        prompt,
        tools: tools.map(({ definition }) => definition),
      };
      const planned = planOfflineStep(options);
      answer = planned.text;
      if (!planned.calls.length) break;
      for (const call of planned.calls) {
        calls.push(`${call.tool}(${JSON.stringify(call.args)})`);
        const found = tools.find(({ definition }) => definition.name === call.tool);
        const value = found?.handler(call.args as Record<string, string>);
        prompt.push(
          {
            role: "assistant",
            content: [
              { type: "tool-call", toolCallId: call.id, toolName: call.tool, input: call.args },
            ],
          },
          {
            role: "tool",
            content: [
              {
                type: "tool-result",
                toolCallId: call.id,
                toolName: call.tool,
                output:
                  value === undefined
                    ? {
                        type: "error-text",
                        value: '{"error":"No such customer","code":"not_found"}',
                      }
                    : { type: "json", value: value as never },
              },
            ],
          },
        );
      }
    }
    prompt.push({ role: "assistant", content: [{ type: "text", text: answer }] });
  }
  return { calls, answer };
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

describe("what is asked for", () => {
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

  test("the latest of a list is told alone", () => {
    const { answer } = talk("What was the last order of C-1042?");
    expect(answer).toMatch(/^ORD-7781|^Sensor|^Order ORD-7781/);
    expect(answer).not.toContain("ORD-7001");
  });

  test("a list of all is no yes to a question about some", () => {
    expect(talk("Does C-1042 have unpaid invoices?").answer).toMatch(/^1 invoice:/);
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

test("a failed call is told with the tool's message", () => {
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
