import type { CloudClient } from "jira.js";
import { createCloudClient } from "jira.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld } from "../world/index.ts";
import type { Service } from "./http/service.ts";
import { startJira } from "./jira.ts";

const now = new Date("2026-05-20T10:30:20Z");
const clock = () => now;
const world = createWorld({ now });
const email = "dana.whitfield@halyard.example";
const token = "jira-test-token";
const open = 'labels = "customer-C-1042" AND statusCategory != Done';
let service: Service;
let jira: CloudClient;

function connect(apiToken = token): CloudClient {
  return createCloudClient({
    host: service.url,
    auth: { type: "basic", email, apiToken },
    onSchemaMismatch: "throw",
  });
}

function document(text: string) {
  const content = [{ type: "paragraph", content: [{ type: "text", text }] }];
  return { type: "doc" as const, version: 1, content };
}

async function keys(jql: string): Promise<string[]> {
  const found: string[] = [];
  let nextPageToken: string | undefined;
  do {
    const page = await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost({
      jql,
      fields: ["key"],
      maxResults: 5000,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    });
    found.push(...(page.issues ?? []).map((issue) => issue.key ?? ""));
    nextPageToken = page.nextPageToken ?? undefined;
  } while (nextPageToken !== undefined);
  return found;
}

async function refusal(jql: string): Promise<string> {
  const error: unknown = await jira.issueSearch
    .searchAndReconsileIssuesUsingJqlPost({ jql })
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ status: 400, body: { errors: {} } });
  return (error as { body: { errorMessages: string[] } }).body.errorMessages.join();
}

function expected(choose: (ticket: (typeof world.tickets)[number]) => boolean): string[] {
  return world.tickets.filter(choose).map((ticket) => ticket.key);
}

beforeAll(async () => {
  service = await startJira({ world, email, token, clock });
  jira = connect();
});
afterAll(() => service.close());

test("the two open tickets of Sarah Chen are found, by GET as by POST", async () => {
  const fields = ["summary", "priority", "status", "created", "labels", "description"];
  const jql = `${open} ORDER BY priority DESC`;
  const posted = await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost({ jql, fields });
  expect(posted.isLast).toBe(true);
  expect(posted.issues).toHaveLength(2);
  expect(posted.issues?.[0]?.fields).toMatchObject({
    summary: expect.stringMatching(/^Billing discrepancy/),
    priority: { name: "High" },
    status: { name: "In Progress", statusCategory: { key: "indeterminate" } },
    description: { type: "doc", version: 1 },
  });
  expect(posted.issues?.[1]?.fields).toMatchObject({ priority: { name: "Medium" } });
  expect(Object.keys(posted.issues?.[1]?.fields ?? {}).sort()).toEqual(fields.toSorted());
  const got = await jira.issueSearch.searchAndReconsileIssuesUsingJql({ jql, fields });
  expect(got).toEqual(posted);
});

test("without fields a search gives ids alone", async () => {
  const page = await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost({ jql: open });
  expect(page.issues?.map((issue) => Object.keys(issue))).toEqual([["id"], ["id"]]);
});

test("pages lead to the end without a gap or a repeat, whatever their size", async () => {
  const everything = expected((ticket) => ticket.priority === "High");
  for (const maxResults of [37, 100, 5000]) {
    const found: string[] = [];
    let nextPageToken: string | null | undefined;
    do {
      const page = await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost({
        jql: "priority = High ORDER BY key ASC",
        fields: ["summary"],
        maxResults,
        ...(nextPageToken ? { nextPageToken } : {}),
      });
      expect(page.issues?.length).toBeLessThanOrEqual(Math.min(maxResults, 100));
      found.push(...(page.issues ?? []).map((issue) => issue.key ?? ""));
      nextPageToken = page.nextPageToken;
      expect(page.isLast).toBe(!nextPageToken);
    } while (nextPageToken);
    expect(found).toEqual(everything);
  }
});

test("a page token of another query, or of none, is refused", async () => {
  const first = await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost({
    jql: "priority = High",
    maxResults: 1,
  });
  for (const nextPageToken of [first.nextPageToken ?? "", "nonsense"]) {
    await expect(
      jira.issueSearch.searchAndReconsileIssuesUsingJqlPost({ jql: open, nextPageToken }),
    ).rejects.toMatchObject({ status: 400 });
  }
});

test("the approximate count is the number of issues found", async () => {
  const jql = "statusCategory = Done AND issuetype = Bug";
  const { count } = await jira.issueSearch.countIssues({ jql });
  expect(count).toBe(
    expected((ticket) => ticket.status === "Done" && ticket.type === "Bug").length,
  );
  expect(await keys(jql)).toHaveLength(count ?? 0);
});

test.each<[string, (ticket: (typeof world.tickets)[number]) => boolean]>([
  ["project = SUP AND status = 'to do'", (t) => t.status === "To Do"],
  ["status in ('To Do', \"Waiting for customer\")", (t) => /^(To Do|Waiting)/.test(t.status)],
  ["status not in ('To Do', Done)", (t) => !/^(To Do|Done)$/.test(t.status)],
  ["resolution = Unresolved", (t) => t.resolved === null],
  [
    "resolution is not EMPTY and priority != High",
    (t) => t.resolved !== null && t.priority !== "High",
  ],
  ["assignee is EMPTY", (t) => t.assignee === null],
  [
    "assignee = currentUser() AND resolution is empty",
    (t) => t.assignee === "712020:halyard-0001" && t.resolved === null,
  ],
  [
    "assignee in (currentUser(), EMPTY)",
    (t) => t.assignee === null || t.assignee === "712020:halyard-0001",
  ],
  ["assignee = 'Dana Whitfield'", (t) => t.assignee === "712020:halyard-0001"],
  [
    "assignee != 'dana.whitfield@halyard.example'",
    (t) => t.assignee !== null && t.assignee !== "712020:halyard-0001",
  ],
  [
    "NOT assignee = currentUser()",
    (t) => t.assignee !== null && t.assignee !== "712020:halyard-0001",
  ],
  ["NOT (status = Done OR priority < High)", (t) => t.status !== "Done" && t.priority === "High"],
  ["priority >= Medium AND priority <= Medium", (t) => t.priority === "Medium"],
  ["created >= -3d AND created < -1d", (t) => age(t.created) <= 3 * day && age(t.created) > day],
  [
    "created < '2000-01-01' OR resolved > '-1w 2d'",
    (t) => t.resolved !== null && age(t.resolved) < 9 * day,
  ],
  [
    'updated > startOfDay("-1d")',
    (t) => Date.parse(t.updated) > Math.floor(now.getTime() / day) * day - day,
  ],
  ["summary ~ webhook", (t) => t.summary.startsWith("Webhooks")],
  ["summary ~ '\"goes offline\"'", (t) => t.summary.includes("goes offline")],
  ["summary ~ 'gate*' AND summary !~ nightly", (t) => /gateway/i.test(t.summary)],
  [
    "text ~ 'processor card'",
    (t) => /processor/.test(JSON.stringify(t)) && /\bcards?\b/i.test(JSON.stringify(t)),
  ],
  ["key in (SUP-1, sup-2, 20003)", (t) => /^SUP-[123]$/.test(t.key)],
  ["key > SUP-2075", (t) => Number(t.key.slice(4)) > 2075],
  [
    "labels in (billing, API) and labels = customer-c-1042",
    (t) => t.customer_id === "C-1042" && /billing|api/.test(t.labels.join()),
  ],
])("%j finds what it says", async (jql, choose) => {
  const found = await keys(jql);
  const wanted = expected(choose);
  expect(wanted.length).toBeGreaterThan(0);
  expect(found.toSorted()).toEqual(wanted.toSorted());
});

const day = 86_400_000;
function age(time: string): number {
  return now.getTime() - Date.parse(time);
}

test("any two conditions obey De Morgan and the law of the excluded middle", async () => {
  const conditions = ["priority > Low", "status = Done", "labels = api", "created > -30d"];
  const all = world.tickets.length;
  for (const a of conditions) {
    expect((await keys(a)).length + (await keys(`NOT ${a}`)).length).toBe(all);
    for (const b of conditions) {
      expect(await keys(`NOT (${a} AND ${b})`)).toEqual(await keys(`NOT ${a} OR NOT ${b}`));
      expect(await keys(`NOT (${a} OR ${b})`)).toEqual(await keys(`NOT ${a} AND NOT ${b}`));
    }
  }
});

test("ORDER BY sorts by each key in turn", async () => {
  const rank = { High: 0, Medium: 1, Low: 2 };
  const sorted = world.tickets
    .filter((ticket) => ticket.status !== "Done")
    .toSorted((a, b) => rank[a.priority] - rank[b.priority] || a.created.localeCompare(b.created));
  const found = await keys("statusCategory != Done ORDER BY priority DESC, created ASC, key ASC");
  expect(found).toEqual(sorted.map((ticket) => ticket.key));
  const [newest] = await keys("project = SUP ORDER BY created");
  expect(newest).toBe(world.tickets.at(-1)?.key);
});

test.each([
  ["", "Unbounded JQL queries are not allowed here."],
  ["ORDER BY created", "Unbounded JQL queries are not allowed here."],
  ["status = Opne", "The value 'Opne' does not exist for the field 'status'."],
  ["priority = Urgent", "The value 'Urgent' does not exist for the field 'priority'."],
  ["project = NONE", "The value 'NONE' does not exist for the field 'project'."],
  ["assignee = ghost", "The value 'ghost' does not exist for the field 'assignee'."],
  ["status ~ Done", "The operator '~' is not supported by the 'status' field."],
  ["summary = x", "The operator '=' is not supported by the 'summary' field."],
  ["assignee is x", "does not exist for the field 'assignee'"],
  ["status is Done", "can only be used with EMPTY or NULL"],
  ["key = SUP-99999", "An issue with key 'SUP-99999' does not exist for field 'key'."],
  ["key = what", "The issue key 'what' for field 'key' is invalid."],
  ["created > yesterday", "Date value 'yesterday' for field 'created' is invalid."],
  ["created > '2026-02-31'", "Date value '2026-02-31' for field 'created' is invalid."],
  ["created > tomorrow()", "Unable to find JQL function 'tomorrow()'"],
  ["status = Done ORDER BY nothing", "Not able to sort using field 'nothing'."],
  ['summary ~ "!?"', "The field 'summary' does not support searching for an empty string."],
  ["status was Done", "Expecting operator but got 'was'."],
])("%j is refused as Jira refuses it: %s", async (jql, message) => {
  expect(await refusal(jql)).toContain(message);
});

test("every unknown field is refused by name, wherever it stands in the query", async () => {
  const names = [
    "customer",
    "Customer ID",
    "sprint",
    "foo.bar",
    "ünknown",
    "order",
    "cf10010",
    "0",
  ];
  for (const name of names) {
    const wanted = `Field '${name}' does not exist or you do not have permission to view it.`;
    for (const jql of [`"${name}" = 1`, `status = Done OR NOT ("${name}" ~ x AND key = SUP-1)`]) {
      expect(await refusal(jql)).toBe(wanted);
    }
  }
});

test("an issue is read with all its fields, or with those asked for", async () => {
  const [key = ""] = await keys(`${open} AND priority = High`);
  const issue = await jira.issues.getIssue({ issueIdOrKey: key });
  expect(issue.fields).toMatchObject({
    reporter: { displayName: "Sarah Chen", accountType: "customer" },
    assignee: { displayName: "Priya Raman" },
    comment: { total: 1 },
  });
  const some = await jira.issues.getIssue({ issueIdOrKey: issue.id ?? "", fields: ["summary"] });
  expect(Object.keys(some.fields ?? {})).toEqual(["summary"]);
  const most = await jira.issues.getIssue({ issueIdOrKey: key, fields: ["*all", "-comment"] });
  expect(most.fields).not.toHaveProperty("comment");
  await expect(jira.issues.getIssue({ issueIdOrKey: "SUP-99999" })).rejects.toMatchObject({
    status: 404,
    body: { errorMessages: ["Issue does not exist or you do not have permission to see it."] },
  });
});

test("an issue is created, commented, moved to Done and found there", async () => {
  const created = await jira.issues.createIssue({
    fields: {
      project: { key: "SUP" },
      issuetype: { name: "Bug" },
      priority: { name: "High" },
      summary: "Refund for the double charge",
      description: document("One payment of two goes back."),
      labels: ["customer-C-1042", "refund"],
    },
  });
  expect(created.key).toBe(`SUP-${world.tickets.length + 1}`);
  const issueIdOrKey = created.key;
  expect(await keys("labels = refund and reporter = currentUser()")).toEqual([issueIdOrKey]);
  await jira.issueComments.addComment({ issueIdOrKey, body: document("Booked.") });
  await jira.issueComments.addComment({ issueIdOrKey, body: "As plain text." });
  const comments = await jira.issueComments.getComments({ issueIdOrKey });
  expect(comments.total).toBe(2);
  expect(comments.comments?.[1]?.body).toEqual(document("As plain text."));
  expect(await keys("comment ~ booked and labels = refund")).toEqual([issueIdOrKey]);

  const { transitions } = await jira.issues.getTransitions({ issueIdOrKey });
  expect(transitions?.map((transition) => transition.to?.name)).toEqual([
    "In Progress",
    "Waiting for customer",
    "Done",
  ]);
  const resolve = { id: transitions?.at(-1)?.id ?? "" };
  await jira.issues.doTransition({ issueIdOrKey, transition: resolve });
  const issue = await jira.issues.getIssue({ issueIdOrKey });
  expect(issue.fields).toMatchObject({ status: { name: "Done" }, resolution: { name: "Done" } });
  await expect(
    jira.issues.doTransition({ issueIdOrKey, transition: resolve }),
  ).rejects.toMatchObject({ status: 400 });
});

test("comments are paged, from either end", async () => {
  const ticket = world.tickets.find((candidate) => candidate.comments.length === 3);
  const issueIdOrKey = ticket?.key ?? "";
  const page = await jira.issueComments.getComments({ issueIdOrKey, startAt: 1, maxResults: 1 });
  expect(page).toMatchObject({ startAt: 1, maxResults: 1, total: 3 });
  const back = await jira.issueComments.getComments({ issueIdOrKey, orderBy: "-created" });
  expect(back.comments?.[1]).toEqual(page.comments?.[0]);
});

test("a new issue with wrong fields is refused with an error for each", async () => {
  const fields = {
    project: { key: "NO" },
    issuetype: { name: "Epic" },
    priority: { name: "Whenever" },
    labels: ["two words"],
    colour: "red",
    description: { not: "a document" },
  };
  const error: unknown = await fetch(`${service.url}/rest/api/3/issue`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${email}:${token}`)}` },
    body: JSON.stringify({ fields }),
  }).then((response) => response.json());
  expect(Object.keys((error as { errors: object }).errors).sort()).toEqual(
    [...Object.keys(fields), "summary"].sort(),
  );
});

test("the owner of the token is known", async () => {
  expect(await jira.myself.getCurrentUser()).toMatchObject({ emailAddress: email });
});

test("missing and wrong credentials are answered 401 without a word about the right ones", async () => {
  const wrong = connect("wrong").myself.getCurrentUser();
  await expect(wrong).rejects.toMatchObject({ status: 401 });
  const bare = await fetch(`${service.url}/rest/api/3/myself`);
  expect(bare.status).toBe(401);
  expect(await bare.text()).not.toContain(token);
});

test("faults come as Jira's own", async () => {
  service.fail({ status: 429, retryAfter: 3 });
  service.fail({ status: 401 });
  service.fail({ status: 500 });
  await expect(jira.myself.getCurrentUser()).rejects.toMatchObject({
    status: 429,
    retryAfterMs: 3000,
  });
  await expect(jira.myself.getCurrentUser()).rejects.toMatchObject({ status: 401 });
  await expect(jira.myself.getCurrentUser()).rejects.toMatchObject({ status: 500 });
  await expect(jira.myself.getCurrentUser()).resolves.toBeDefined();
});

test("closing ends a request that was left unanswered", async () => {
  const other = await startJira({ world, email, token, clock });
  other.fail({ status: "timeout" });
  const both = [1, 2].map(() => fetch(`${other.url}/rest/api/3/myself`));
  const outcome = Promise.allSettled(both);
  // One is answered, so the other has arrived before the service closes.
  await Promise.race(both);
  await other.close();
  const statuses = (await outcome).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual(["fulfilled", "rejected"]);
});
