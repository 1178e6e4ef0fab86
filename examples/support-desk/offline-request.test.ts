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
  ["roel moen's orders please", "list_customer_orders C-1047", /9 customer orders/],
  ["show the open tickets of sarah chen", "get_open_tickets C-1042", /2 open tickets/],
  [
    "Has kaya stark got any open tickets?",
    "get_open_tickets C-1005",
    /No, there are no open|There are no open/,
  ],
  ["any invoices for emerson braun that are overdue?", "list_invoices C-1007", /1 of the 9/],
  ["What's Emerson Braun's newest invoice?", "list_invoices C-1007", /INV-21989/],
  [
    "Could you check if Emerson Braun still owes us anything?",
    "list_invoices C-1007",
    /Yes: 1 of the 9 invoices/,
  ],
  ["What did Sarah Chen say in Slack?", "get_customer_conversation C-1042", /429/],
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
  ["zebulon quimby's invoices", /found nothing for “zebulon quimby”/],
  ["Show the tickets of quimby", /found nothing for “quimby”/],
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
  ["List C-1007's orders that are not delivered", /^3 of the 9 orders \(“not delivered”\)/],
  ["Show C-1003's orders excluding the cancelled ones", /^8 of the 10 orders/],
  ["Show me C-1007's orders from last year", /^2 of the 9 customer orders \(“from last year”\)/],
  [
    "Orders of C-1047 in the first half of 2025",
    /^\d of the 9 customer orders \(“in the first half of 2025”\)/,
  ],
  ["Are C-1029's orders all delivered?", /^No: only 2 of the 3 orders/],
  ["How much is overdue for C-1007?", /^Amount in total: 479\.00 USD, over 1 of the 9 invoices/],
  ["Does C-1005 have any cancelled orders?", /^No: list_orders found nothing/],
  [
    "Which customers are not on the free plan?",
    /^12 of the first 20 customers \(“not on the free”\)/,
  ],
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
  ["Fetch the latest comment of SUP-2050", "list_ticket_comments SUP-2050"],
  ["What do people say about SUP-2050?", "list_ticket_comments SUP-2050"],
  ["What was discussed in #engineering about the firmware?", "get_channel_history #engineering"],
  ["Show customer C-1042s orders", "list_customer_orders C-1042"],
  ["List open tickts with hihg priority", "search_tickets open high"],
  ["show custmers with plan enterprize", "search_customers enterprise"],
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
  ["Has INV-21318 been paid?", /^No: Invoice INV-21318 is overdue/],
  ["Is C-1042 on the enterprise plan?", /^No: Sarah Chen/],
  ["Is C-1042 on the pro plan?", /^Yes: Sarah Chen/],
  ["Did the refund REF-3001 arrive?", /^(?:Yes: )?Refund REF-3001/],
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
  ["Please bump C-1005 up to pro", "update_customer_plan C-1005 pro"],
  ["Turn C-1005's plan into enterprise", "update_customer_plan C-1005 enterprise"],
  ["I'd like you to close ticket SUP-2069", "transition_ticket SUP-2069 Done"],
  ["Make customer C-1005 inactive because she left", "deactivate_customer C-1005 she left"],
  ["Shut down the account of C-1005, reason: fraud", "deactivate_customer C-1005 fraud"],
  ["Let #engineering know that the gateway is up", "post_message #engineering the gateway is up"],
  ["Send a message to #support: the outage is over", "post_message #support the outage is over"],
  ['Drop a comment on SUP-2069: "Fixed in 4.31"', "add_ticket_comment SUP-2069 Fixed in 4.31"],
  ["Return 12.50 USD for INV-21318 because of the delay", "issue_refund INV-21318 1250 the delay"],
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
  "Reactivate customer C-1001",
  "Take C-1005 off the free plan",
  "Ship order ORD-8026",
  "Lower the priority of SUP-2050",
  "Clone ticket SUP-2050",
  "Change the e-mail of C-1042 to a@b.example",
  "Remove the comment from SUP-2050",
])(
  "a change that no tool makes is refused, and nothing is read in its place: %s",
  async (request) => {
    const { calls, answer } = await ask(request);
    expect(calls).toEqual([]);
    expect(answer).toContain("Nothing was changed.");
  },
);

test.each([
  "C-1007 wants to go back to the free plan",
  "The customer C-1005 asked to be deactivated",
  "Emerson Braun asks for an upgrade to enterprise",
  "Could Sarah Chen be moved to enterprise?",
  "SUP-2050 should be closed",
])(
  "a change that another person wants is not made, and nothing is read in its place: %s",
  async (request) => {
    const { calls, answer } = await ask(request);
    expect(calls).toEqual([]);
    expect(answer).toContain("as a wish, not as an order. Nothing was changed");
  },
);

test("two names with a list each keep to their own", async () => {
  const { calls, answer } = await ask(
    "Show Emerson Braun's overdue invoices and Sarah Chen's open tickets",
  );
  expect(calls.slice(2)).toEqual(["list_invoices C-1007", "get_open_tickets C-1042"]);
  expect(answer).toMatch(/Sarah Chen \(C-1042\): 2 open tickets/);
});

test("a change of an order for a name that the request begins with is looked up without the verb", async () => {
  refused.length = 0;
  const { calls } = await ask("Switch Sarah Chen to the free plan");
  expect(calls).toEqual(["search_customers Sarah Chen"]);
  expect(refused).toEqual(["update_customer_plan C-1042 free"]);
});

test("a new customer is not looked for", async () => {
  refused.length = 0;
  await ask("Register a new customer Ann Lee with ann.lee@example.com at Lee Labs");
  expect(refused).toEqual([
    expect.stringMatching(/^create_customer Ann Lee ann\.lee@example\.com/),
  ]);
});
