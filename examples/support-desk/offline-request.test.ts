import { connect } from "mortise";
import { createAgent } from "mortise/agent";
import { afterAll, expect, test } from "vitest";
import { createServerTargets, startSandbox, support } from "./index.ts";

const sandbox = await startSandbox();
const targets = Object.entries(createServerTargets(sandbox.env));
const clients = await Promise.all(
  targets.map(async ([name, target]) => [name, await connect(target)] as const),
);
const shared = createAgent({
  ...support,
  model: "offline",
  servers: Object.fromEntries(clients),
  approve: ({ tool, args, annotations }) => {
    if (annotations.readOnlyHint !== true) refused.push(writeCall(tool, args));
    return annotations.readOnlyHint === true;
  },
});
/** The changes that would have been made. */
const refused: string[] = [];

function writeCall(tool: string, args: unknown): string {
  return [tool, ...Object.values(args as object)].join(" ");
}

afterAll(async () => {
  await shared.close();
  await Promise.all(clients.map(([, client]) => client.close()));
  await sandbox.close();
});

interface Reply {
  /** The calls, as `get_customer C-1042`. */
  readonly calls: readonly string[];
  readonly answer: string;
}

async function ask(request: string): Promise<Reply> {
  const calls: string[] = [];
  let answer = "";
  shared.conversation.clear();
  for await (const event of shared.run(request)) {
    if (event.type === "tool-start") {
      calls.push(writeCall(event.tool, event.args));
    }
    if (event.type === "run-end") answer = event.text;
  }
  return { calls, answer };
}

test.each([
  [
    "Does Sarah Chen have any open tickets?",
    "get_open_tickets C-1042",
    /Sarah Chen \(C-1042\): Yes, there are 2 open/,
  ],
  [
    "What plan is Kaya Stark on?",
    "get_customer C-1005",
    /^Kaya Stark \(C-1005\) is on the Free plan/,
  ],
  [
    "Show me the orders of Emerson Braun",
    "list_customer_orders C-1007",
    /C-1007\): 9 customer orders/,
  ],
  ["List the orders of Brightloom Analytics", "list_customer_orders C-1042", /5 customer orders/],
  [
    "What did we last talk about with Sarah Chen in Slack?",
    "get_customer_conversation C-1042",
    /429/,
  ],
  [
    "Are there any unpaid invoices for Augustus Walker?",
    "list_invoices C-1011",
    /No: none of the 5/,
  ],
  [
    "How much did Emerson Braun spend in 2025?",
    "list_customer_orders C-1007",
    /1329\.00 USD, over 2 of the 9/,
  ],
])("a name is looked up first: %s", async (request, call, answer) => {
  const reply = await ask(request);
  expect(reply.calls).toEqual([expect.stringMatching(/^search_customers /), call]);
  expect(reply.answer).toMatch(answer);
});

test("two things for a name are two calls about the same customer", async () => {
  const { calls } = await ask("Give me the invoices and the open tickets for Sarah Chen");
  expect(calls.slice(1)).toEqual(["list_invoices C-1042", "get_open_tickets C-1042"]);
});

test.each([
  ["Show the open tickets of Ulrike Atall", /found nothing for “Ulrike Atall”/],
  ["Show the invoices of Stark", /“Stark” could be Kaya Stark \(C-1005\), Oral Stark/],
  ["Do they have open tickets?", /“they” could be any customer/],
])("without one customer that is meant, no data is shown: %s", async (request, answer) => {
  const { calls, answer: text } = await ask(request);
  expect(calls.filter((call) => !call.startsWith("search_customers"))).toEqual([]);
  expect(text).toMatch(answer);
  expect(text).not.toMatch(/SUP-|INV-/);
});

test.each([
  [
    "Show orders C-1042 placed before November 2026",
    /^3 of the 5 customer orders \(“before November 2026”\)/,
  ],
  ["Which orders of C-1042 cost more than 500?", /^1 of the 5 customer orders \(“more than 500”\)/],
  ["Show the invoices of C-1042 over $300", /^3 of the 5 invoices/],
  ["List C-1007's orders under $900", /^6 of the 9 customer orders/],
  ["Show me the orders of C-1007 between 2025-01-01 and 2025-12-31", /^2 of the 9 customer orders/],
  ["Has C-1042 any unpaid invoices?", /^No: none of the 5 invoices matches “unpaid”/],
  [
    "Is there an invoice of C-1042 that is not paid?",
    /^No: none of the 5 invoices matches “not paid”/,
  ],
  ["Does C-1007 have orders over 1000?", /^Yes: 2 of the 9 customer orders/],
  [
    "What is the total of C-1042's invoices?",
    /^Amount in total: 2011\.00 USD, over the 5 invoices/,
  ],
  ["What do C-1007's orders cost on average?", /^Amount on average: 721\.00 USD, over the 9/],
  ["What is C-1042's largest order?", /^The largest of the 5 customer orders.* ORD-8026 /],
  ["What is the cheapest order of C-1003?", /^The smallest of the 10 customer orders.* ORD-5017 /],
  ["When was C-1042's first order?", /^The oldest of the 5 customer orders: Order ORD-6194 /],
  ["Show critical tickets of C-1042", /^1 of the 2 open tickets \(“critical”\)/],
  ["Which of C-1042's orders were delivered by DHL?", /Not taken into account: “DHL”/],
])("a list is filtered and measured as the request says: %s", async (request, answer) => {
  expect((await ask(request)).answer).toMatch(answer);
});

test.each([
  ["Read the comments on SUP-2050", "list_ticket_comments SUP-2050"],
  ["What was said on ticket SUP-2050?", "list_ticket_comments SUP-2050"],
  ["plz show oppen tickts for C-1042", "get_open_tickets C-1042"],
  ["shwo the invoces of C-1042", "list_invoices C-1042"],
  ["Show all deactivated customers", "search_customers inactive"],
  ["Find urgent open tickets", "search_tickets open high"],
  ["List the tickets that are waiting for customer", "search_tickets waiting for customer"],
  ["Search for gateway tickets", "search_tickets gateway"],
  ["What is the status of SUP-2050?", "get_ticket SUP-2050"],
])("the right reader is called: %s", async (request, call) => {
  expect((await ask(request)).calls).toEqual([call]);
});

test("a misspelt word is read as the nearest one, and the answer says so", async () => {
  const { answer } = await ask("shwo the invoces of C-1042");
  expect(answer).toContain("I read “invoces” as “invoices”.");
});

test.each([
  ["Is Richie Pacocha's account active?", /^No: Richie Pacocha/],
  ["Has ORD-5001 been delivered?", /^Yes: Order ORD-5001/],
])("a question about a state is answered with yes or no: %s", async (request, answer) => {
  expect((await ask(request)).answer).toMatch(answer);
});

test.each([
  ["Move C-1042 to the enterprise plan", "update_customer_plan C-1042 enterprise"],
  ["Downgrade customer C-1042 to free", "update_customer_plan C-1042 free"],
  ["Give customer C-1007 the pro plan", "update_customer_plan C-1007 pro"],
  ["Put C-1003 on the free plan", "update_customer_plan C-1003 free"],
  ["Close ticket SUP-2069", "transition_ticket SUP-2069 Done"],
  ["Mark SUP-2069 as done", "transition_ticket SUP-2069 done"],
  ["Start work on SUP-2050", "transition_ticket SUP-2050 In Progress"],
  ['Leave a comment on SUP-2050: "We are on it"', "add_ticket_comment SUP-2050 We are on it"],
  ["Comment on SUP-2050 that we refunded it", "add_ticket_comment SUP-2050 we refunded it"],
  ["Tell #support that the outage is over", "post_message #support the outage is over"],
  ['Say "Deploy done" in #engineering', "post_message #engineering Deploy done"],
  ["Cancel customer C-1005's account because of fraud", "deactivate_customer C-1005 fraud"],
  [
    "Give back 20 USD for INV-20001 since the gateway was broken",
    "issue_refund INV-20001 2000 the gateway was broken",
  ],
  [
    'Open a ticket for C-1042 titled "Gateway offline" saying "It is off"',
    "create_ticket Gateway offline It is off C-1042",
  ],
])("a change in other words is the tool that makes it: %s", async (request, call) => {
  refused.length = 0;
  const { answer } = await ask(request);
  expect(refused).toEqual([call]);
  expect(answer).toMatch(/was not run/);
});

test.each([
  "Delete customer C-1042",
  "Cancel order ORD-8026",
  "Assign SUP-2050 to Priya Raman",
  "Set the priority of SUP-2050 to low",
  "Rename customer C-1042 to Sarah Smith",
  "Remove the comment from SUP-2050",
])(
  "a change that no tool makes is refused, and nothing is read in its place: %s",
  async (request) => {
    const { calls, answer } = await ask(request);
    expect(calls).toEqual([]);
    expect(answer).toContain("Nothing was changed.");
  },
);
