import { createJiraServer, readJiraOptions } from "@mortise/connector-jira";
import type { Client } from "mortise";
import { connect } from "mortise";
import { afterAll, beforeEach, expect, test } from "vitest";
import { startSandbox } from "../sandbox/index.ts";
import { connectToServer } from "./server-process.ts";

const sandbox = await startSandbox();
const options = readJiraOptions(sandbox.env);
const server = createJiraServer({ ...options, allowJql: true });
const client = await connect<typeof server>(server);

beforeEach(() => {
  sandbox.jira.fail(null);
});

afterAll(async () => {
  await client.close();
  await sandbox.close();
});

/** Calls a tool that must fail, and gives what the model reads. */
async function failing(name: string, args: Record<string, unknown>, from: Client = client) {
  const result = await from.callTool(name, args);
  expect(result.isError, result.text).toBe(true);
  return JSON.parse(result.text) as Record<string, unknown> & { error: string };
}

async function ticketsOf(customer_id: string) {
  const { structured } = await client.callTool("get_open_tickets", { customer_id });
  return structured?.tickets ?? [];
}

test("the article's customer has two open tickets, the urgent one first, with their ages", async () => {
  const { structured } = await client.callTool("get_open_tickets", { customer_id: "C-1042" });
  expect(structured?.tickets).toMatchObject([
    { title: expect.stringMatching(/^Billing discrepancy/), priority: "High", age: "3 days" },
    { title: expect.stringMatching(/^API rate limit/i), priority: "Medium", age: "1 day" },
  ]);
  expect(structured?.next_cursor).toBeNull();
  expect(structured?.tickets[0]?.url).toBe(
    `${sandbox.jira.url}/browse/${structured?.tickets[0]?.id}`,
  );
});

test("pages lead through every ticket once and then end", async () => {
  const wanted = new Set(
    sandbox.world.tickets
      .filter(({ priority, status }) => priority === "High" && status !== "Done")
      .map(({ key }) => key),
  );
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { structured } = await client.callTool("search_tickets", {
      priority: "High",
      state: "open",
      updated_after: "2000-01-01",
      limit: 7,
      ...(cursor !== undefined && { cursor }),
    });
    seen.push(...(structured?.tickets.map(({ id }) => id) ?? []));
    cursor = structured?.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toHaveLength(wanted.size);
  expect(new Set(seen)).toEqual(wanted);
});

test("a search by words, customer and last change finds what people wrote", async () => {
  const found = await client.callTool("search_tickets", {
    text: "charged twice (invoice) OR *",
    customer_id: "C-1042",
  });
  expect(found.structured?.tickets.map(({ priority }) => priority)).toEqual([]);
  const words = await client.callTool("search_tickets", {
    text: "charged twice",
    customer_id: "C-1042",
    updated_after: new Date(Date.now() - 7 * 86_400_000).toISOString(),
  });
  expect(words.structured?.tickets).toHaveLength(1);
});

test("a ticket is read with its description as text and its comments, the newest first", async () => {
  const [billing] = await ticketsOf("C-1042");
  await client.callTool("add_ticket_comment", { ticket_id: billing?.id ?? "", text: "Refunded?" });
  const ticket = await client.callTool("get_ticket", {
    ticket_id: billing?.id.toLowerCase() ?? "",
  });
  expect(ticket.structured).toMatchObject({
    id: billing?.id,
    description: expect.stringContaining("two charges of $249.00"),
    labels: expect.arrayContaining(["customer-C-1042"]),
    reporter: "Sarah Chen",
    resolved_at: null,
  });
  const first = await client.callTool("list_ticket_comments", {
    ticket_id: billing?.id ?? "",
    limit: 1,
  });
  const total = first.structured?.total ?? 0;
  expect(total).toBe(ticket.structured?.comment_count);
  expect(total).toBeGreaterThan(1);
  const rest = await client.callTool("list_ticket_comments", {
    ticket_id: billing?.id ?? "",
    cursor: first.structured?.next_cursor ?? "",
  });
  expect(rest.structured?.comments).toHaveLength(total - 1);
  expect(rest.structured?.next_cursor).toBeNull();
  const times = [first, rest].flatMap(
    ({ structured }) => structured?.comments.map((comment) => comment.created_at) ?? [],
  );
  expect(times.toSorted().toReversed()).toEqual(times);
});

test("a ticket is created, commented, moved and moved again without effect", async () => {
  const created = await client.callTool("create_ticket", {
    title: "Gateway is offline",
    description: "It is off.\n\nSince noon,\nsays the customer.",
    customer_id: "C-1077",
    priority: "High",
    type: "Bug",
    project: "sup",
  });
  const ticket_id = created.structured?.ticket_id ?? "";
  expect(ticket_id).toMatch(/^SUP-\d+$/);
  expect((await ticketsOf("C-1077")).map(({ id }) => id)).toContain(ticket_id);

  const comment = await client.callTool("add_ticket_comment", { ticket_id, text: "One\n\nTwo" });
  expect(comment.structured).toMatchObject({ ticket_id, text: expect.stringMatching(/One\s+Two/) });

  const moved = await client.callTool("transition_ticket", { ticket_id, status: "in progress" });
  expect(moved.structured).toMatchObject({
    previous_status: "To Do",
    status: "In Progress",
    changed: true,
  });
  const again = await client.callTool("transition_ticket", { ticket_id, status: "In Progress" });
  expect(again.structured).toMatchObject({ status: "In Progress", changed: false });
  const resolved = await client.callTool("transition_ticket", { ticket_id, status: "Resolve" });
  expect(resolved.structured?.status).toBe("Done");
});

test("a status that cannot be reached is answered with those that can", async () => {
  const [ticket] = await ticketsOf("C-1042");
  const error = await failing("transition_ticket", { ticket_id: ticket?.id, status: "Shipped" });
  expect(error).toMatchObject({
    code: "invalid_status",
    possible_statuses: expect.arrayContaining(["Done"]),
  });
  expect(error.error).toContain("Possible:");
});

test("a customer id cannot break out of the query", async () => {
  for (const customer_id of ['x" OR project = SUP OR labels = "y', "C-1042) OR (1=1", "*", "C\\"]) {
    expect(await failing("get_open_tickets", { customer_id })).toMatchObject({
      code: "invalid_arguments",
    });
  }
});

test("text and names of a search cannot break out of the query", async () => {
  const all = 'nothing" OR project = "SUP';
  const byText = await client.callTool("search_tickets", { text: all });
  expect(byText.structured?.tickets).toEqual([]);
  expect(await failing("search_tickets", { status: all })).toMatchObject({ code: "rejected" });
  expect(await failing("search_tickets", { priority: `${all}\\` })).toMatchObject({
    code: "rejected",
  });
});

test("a ticket id that is no ticket id never reaches Jira", async () => {
  for (const ticket_id of ["../myself", "SUP-1/comment", "SUP-1?fields=*all", "SUP"]) {
    expect(await failing("get_ticket", { ticket_id })).toMatchObject({ code: "invalid_arguments" });
  }
});

test("bad arguments are answered with what is wrong", async () => {
  expect(await failing("get_open_tickets", {})).toMatchObject({ code: "invalid_arguments" });
  expect(await failing("get_open_tickets", { customer_id: "C-1042", limit: 0 })).toMatchObject({
    code: "invalid_arguments",
  });
  expect(await failing("search_tickets", {})).toMatchObject({ code: "invalid_arguments" });
  for (const updated_after of ["yesterday", "2026-13-45", "-7d"]) {
    expect(await failing("search_tickets", { updated_after })).toMatchObject({
      code: "invalid_arguments",
    });
  }
  expect(await failing("search_tickets", { text: "()" })).toMatchObject({
    code: "invalid_arguments",
  });
  expect(await failing("search_tickets", { text: "gateway", cursor: "page two" })).toMatchObject({
    code: "invalid_arguments",
  });
  const { project: _none, ...elsewhere } = options;
  await using other = await connect(createJiraServer(elsewhere));
  expect(await failing("create_ticket", { title: "x", description: "y" }, other)).toMatchObject({
    code: "invalid_arguments",
    error: expect.stringContaining("JIRA_PROJECT"),
  });
  expect(
    await failing("create_ticket", { title: "x", description: "y", project: "NOPE" }),
  ).toMatchObject({ code: "rejected", error: expect.stringContaining("project") });
});

test("a ticket without a project goes to the project of the sandbox", async () => {
  const { structured } = await client.callTool("create_ticket", { title: "x", description: "y" });
  expect(structured?.ticket_id).toMatch(/^SUP-\d+$/);
});

test("a ticket that does not exist is named in the error", async () => {
  expect(await failing("get_ticket", { ticket_id: "SUP-999999" })).toMatchObject({
    code: "not_found",
    error: expect.stringContaining("SUP-999999"),
  });
});

test("JQL of the caller's own is offered only where the options allow it", async () => {
  const found = await client.callTool(
    "search_tickets_by_jql" as "search_tickets",
    {
      jql: 'project = SUP AND labels = "billing"',
    } as object,
  );
  expect(found.structured?.tickets.length).toBeGreaterThan(0);
  await using narrow = await connect(createJiraServer(options));
  const names = (await narrow.listTools()).map(({ name }) => name);
  expect(names).toEqual([
    "get_open_tickets",
    "search_tickets",
    "get_ticket",
    "list_ticket_comments",
    "add_ticket_comment",
    "transition_ticket",
    "create_ticket",
  ]);
});

test("wrong credentials tell the operator which variables to set, and show no token", async () => {
  await using wrong = await connect(createJiraServer({ ...options, apiToken: "hunter2hunter2" }));
  const error = await failing("get_ticket", { ticket_id: "SUP-1" }, wrong);
  expect(error).toMatchObject({ code: "unauthorized" });
  expect(error.error).toContain("JIRA_API_TOKEN");
  expect(JSON.stringify(error)).not.toContain("hunter2");
});

test("a rate limit says how long to wait", async () => {
  sandbox.jira.fail({ status: 429, retryAfter: 7 });
  expect(await failing("get_open_tickets", { customer_id: "C-1042" })).toMatchObject({
    code: "rate_limited",
    retryAfterMs: 7000,
  });
  expect(await ticketsOf("C-1042")).toHaveLength(2);
});

test("a failure of Jira may be tried again", async () => {
  sandbox.jira.fail({ status: 500 });
  expect(await failing("get_ticket", { ticket_id: "SUP-1" })).toMatchObject({
    code: "upstream_error",
    retryable: true,
  });
});

test("a write that was not answered is not called safe to repeat", async () => {
  sandbox.jira.fail({ status: 500 });
  const error = await failing("add_ticket_comment", { ticket_id: "SUP-1", text: "Hello" });
  expect(error).toMatchObject({ code: "upstream_error", retryable: false, outcome: "unknown" });
  expect(error.error).toContain("check before you repeat it");
});

test("a Jira that never answers is given up after the timeout", async () => {
  await using hasty = await connect(createJiraServer({ ...options, timeoutMs: 100 }));
  sandbox.jira.fail({ status: "timeout" });
  expect(await failing("get_ticket", { ticket_id: "SUP-1" }, hasty)).toMatchObject({
    code: "timeout",
    retryable: true,
  });
});

test("a call that is cancelled ends at once, and the next one works", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  sandbox.jira.fail({ status: "timeout", onRequest: () => controller.abort() });
  await expect(client.callTool("get_ticket", { ticket_id: "SUP-1" }, { signal })).rejects.toThrow();
  expect(await ticketsOf("C-1042")).toHaveLength(2);
});

test("a Jira that is not there is unavailable", async () => {
  await using nowhere = await connect(createJiraServer({ ...options, host: "http://127.0.0.1:1" }));
  expect(await failing("get_ticket", { ticket_id: "SUP-1" }, nowhere)).toMatchObject({
    code: "unavailable",
    error: expect.stringContaining("JIRA_HOST"),
  });
});

test("every tool has a title, a typed result and honest annotations", async () => {
  for (const tool of await client.listTools()) {
    expect(tool.title, tool.name).toBeTruthy();
    expect(tool.outputSchema, tool.name).toBeDefined();
    expect(tool.annotations?.readOnlyHint).toBe(!/^(add|transition|create)_/.test(tool.name));
  }
});

test("the server runs as a process from the environment alone, and says what it lacks", async () => {
  await using started = await connectToServer("tickets.ts", sandbox.env);
  const result = await started.callTool("get_open_tickets", { customer_id: "C-1042" });
  expect(result.text).toContain("Billing discrepancy");
  const lacking = { ...sandbox.env, JIRA_API_TOKEN: "" };
  await expect(connectToServer("tickets.ts", lacking)).rejects.toThrow("JIRA_API_TOKEN");
});
