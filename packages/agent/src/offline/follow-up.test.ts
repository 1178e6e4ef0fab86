import { describe, expect, test } from "vitest";
import type { DeskTool } from "./fixture/desk.ts";
import { desk, tool } from "./fixture/desk.ts";
import { talk } from "./fixture/talk.ts";

const BEFORE = ['Look up customer C-1042 and post "We fixed it" to #general', "Any open tickets?"];

describe("an earlier turn", () => {
  test("a change concerns the customer that the request names, not the one of before", () => {
    const calls = talk([...BEFORE, "Change the plan of C-1043 to Team"]).calls;
    expect(calls.at(-1)).toBe('change_plan({"customer_id":"C-1043","plan":"Team"})');
    const bare = desk.map(withoutDescriptions);
    const { calls: again } = talk([...BEFORE, "Change the plan of C-1043 to Team"], bare);
    expect(again.at(-1)).toContain('"customer_id":"C-1043"');
  });

  test("text to write comes from the request alone", () => {
    const said = talk([...BEFORE, 'Add a comment to SUP-311 saying "Solved"']);
    expect(said.calls.at(-1)).toBe('add_comment({"ticket_key":"SUP-311","body":"Solved"})');
    const silent = talk([...BEFORE, "Add a comment to SUP-311"]);
    expect(silent.calls.join()).not.toContain("add_comment");
    expect(silent.answer).toContain("it needs `body`");
  });

  test("nothing is posted to a channel that the user did not name", () => {
    const { calls, answer } = talk(["Look up customer C-1042", 'Post "Hello"']);
    expect(calls.join()).not.toContain("post_message");
    expect(answer).toContain("it needs `channel`");
  });

  test("a channel is looked up for the customer of the request", () => {
    const { calls } = talk('Post "Hello" to the channel of customer C-1042');
    expect(calls).toEqual([
      'get_customer({"customer_id":"C-1042"})',
      'post_message({"channel":"#cust-northwind","text":"Hello"})',
    ]);
  });

  test("an earlier channel is not taken for that of the customer of the request", () => {
    const { calls } = talk([
      'Post "A" to #cust-other',
      'Post "B" to the channel of customer C-1042',
    ]);
    expect(calls.at(-1)).toBe('post_message({"channel":"#cust-northwind","text":"B"})');
  });

  test("a question about many is not answered for the customer of before", () => {
    const { calls } = talk(["Look up customer C-1042", "Which customers have open tickets?"]);
    expect(calls).toEqual(['get_customer({"customer_id":"C-1042"})']);
  });

  test("an answer names its subject if the request did not", () => {
    expect(talk(["Look up customer C-1042", "Any open tickets?"]).answer).toMatch(/^C-1042: Yes,/);
  });

  test("filters that may be left out do not come from results", () => {
    const search = searchWithFilters();
    const { calls } = talk(
      ["Show the open tickets of C-1042", "Find tickets about rate limit"],
      [...desk.filter(({ definition }) => definition.name !== "search_tickets"), search],
    );
    expect(calls.at(-1)).toBe('search_tickets({"text":"rate limit"})');
  });
});

describe("the requested fields", () => {
  test("a count of zero is no id", () => {
    const refunds = tool("get_refund", "Get a refund.", { refund_id: "The refund's id" });
    const counted = tool(
      "get_invoice",
      "Get an invoice.",
      { invoice_id: "e.g. INV-9" },
      { handler: () => ({ id: "INV-9", refunded_cents: 0 }) },
    );
    const { calls } = talk(
      ["Show invoice INV-9", "Did the refund go through?"],
      [refunds, counted],
    );
    expect(calls.join()).not.toContain("get_refund");
  });

  test.each([
    ["Give back 249.00 USD for INV-9", 24_900],
    ["Give back $249 for INV-9", 24_900],
    ["Give back 500 cents for INV-9", 500],
  ])("amounts are turned into cents where cents are counted: %s", (request, expected) => {
    const give = tool("give_back", "Give back money for an invoice.", { invoice_id: "e.g. INV-9" });
    const { inputSchema } = give.definition;
    const definition = {
      ...give.definition,
      providerOptions: {},
      inputSchema: {
        ...inputSchema,
        properties: { ...inputSchema.properties, amount_cents: { type: "integer" as const } },
        required: ["invoice_id", "amount_cents"],
      },
    };
    expect(talk(request, [{ ...give, definition }]).calls).toEqual([
      `give_back({"invoice_id":"INV-9","amount_cents":${expected}})`,
    ]);
  });

  test("a level is what stands before its name", () => {
    expect(talk("Show all high priority tickets", [searchWithFilters()]).calls).toEqual([
      'search_tickets({"priority":"high"})',
    ]);
  });

  test("several ids are asked about one by one", () => {
    const { calls } = talk("Compare C-1042 and C-1043");
    expect(calls).toContain('get_customer({"customer_id":"C-1042"})');
    expect(calls).toContain('get_customer({"customer_id":"C-1043"})');
  });

  test("an id says by its shape what it is of", () => {
    expect(talk("What is the status of C-1042 and any open tickets?").calls).toEqual([
      'get_customer({"customer_id":"C-1042"})',
      'get_open_tickets({"customer_id":"C-1042"})',
    ]);
  });

  test("each line is a request of its own", () => {
    const { calls } = talk("Refund ORD-7781 because it broke\nShow the open tickets of C-1042");
    expect(calls).toEqual([
      'refund_order({"order_id":"ORD-7781","reason":"it broke"})',
      'get_open_tickets({"customer_id":"C-1042"})',
    ]);
  });

  test("a person is looked up by name", () => {
    expect(talk("Who is Sarah Chen?").calls).toEqual(['search_customers({"query":"Sarah Chen"})']);
  });

  test("a question about one ticket is not answered with something else", () => {
    const { calls } = talk(["Look up customer C-1042", "What was said in ORD-7781?"]);
    expect(calls.at(-1)).toBe('get_order_status({"order_id":"ORD-7781"})');
  });

  test("a guide is read where its title is asked for", () => {
    const reader = tool(
      "read_resource",
      "Read a resource of a server by its URI.",
      {
        server: "The server",
        uri: "The URI of the resource. Known resources:\n- customers: docs://guide (Customer onboarding guide): How a customer gets started.",
      },
      { handler: () => "# Getting started" },
    );
    const { calls, answer } = talk("How do I onboard a customer?", [...desk, reader]);
    expect(calls).toEqual(['read_resource({"server":"customers","uri":"docs://guide"})']);
    expect(answer).toContain("# Getting started");
  });
});

describe("a request that cannot be met", () => {
  test.each([
    "Cancel order ORD-7781",
    "Delete customer C-1042",
    "Assign SUP-311 to Priya",
    "Set the priority of SUP-311 to low",
  ])("a change that no tool makes is refused, and nothing is read in its place: %s", (request) => {
    const { calls, answer } = talk(request);
    expect(calls).toEqual([]);
    expect(answer).toContain("Nothing was changed.");
  });

  test("another language is said not to be understood", () => {
    expect(talk("Zeige mir die Rechnungen von C-1042").answer).toContain("I read English only");
    expect(talk("Show the invoices of Hélène Brûlé").answer).not.toContain("English only");
  });

  test("a lost user gets a list of the tools", () => {
    expect(talk("What can you do?").answer).toContain("The tools that I can use: get_customer,");
  });
});

function searchWithFilters(): DeskTool {
  return tool("search_tickets", "Find tickets by words, status or priority.", {
    text: "optional: words to find",
    status: "optional: e.g. In Progress",
    priority: "optional: e.g. High",
    updated_after: "optional: e.g. 2026-05-01",
  });
}

function withoutDescriptions({ definition, handler }: DeskTool): DeskTool {
  const { inputSchema } = definition;
  const keys = Object.keys(inputSchema.properties ?? {});
  const properties = Object.fromEntries(keys.map((key) => [key, { type: "string" as const }]));
  return { handler, definition: { ...definition, inputSchema: { ...inputSchema, properties } } };
}
