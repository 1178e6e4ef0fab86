import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createSlackServer, readSlackOptions } from "@mortise/connector-slack";
import type { Client } from "mortise";
import { connect } from "mortise";
import { afterAll, beforeEach, expect, test } from "vitest";
import { startSandbox } from "../sandbox/index.ts";
import { connectToServer } from "./server-process.ts";

const sandbox = await startSandbox();
const options = readSlackOptions(sandbox.env);
const server = createSlackServer(options);
const client = await connect<typeof server>(server);

beforeEach(() => {
  sandbox.slack.fail(null);
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

/** Starts a Slack whose every method gives the same answer. */
async function startFixedSlack(body: object, status = 200, headers: Record<string, string> = {}) {
  const http = createServer((_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const apiUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/`;
  const slack = await connect(createSlackServer({ ...options, apiUrl }));
  return {
    slack,
    [Symbol.asyncDispose]: async () => {
      await slack.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

test("the conversation with the article's customer has names, replies and the newest first", async () => {
  const { structured } = await client.callTool("get_customer_conversation", {
    customer_id: "C-1042",
    limit: 30,
  });
  expect(structured?.channel_name).toBe("cust-c-1042");
  const times = structured?.messages.map(({ sent_at }) => sent_at) ?? [];
  expect(times.toSorted().toReversed()).toEqual(times);
  const complaint = structured?.messages.find(({ text }) => text.includes("two charges"));
  expect(complaint).toMatchObject({ author: "Sarah Chen", author_id: "U0GUEST1042" });
  expect(complaint?.replies).toHaveLength(complaint?.reply_count ?? 0);
  expect(complaint?.replies[0]?.text).toMatch(/I opened SUP-\d+ with high priority/);
});

test("replies are left out on request", async () => {
  const { structured } = await client.callTool("get_customer_conversation", {
    customer_id: "C-1042",
    include_replies: false,
  });
  expect(structured?.messages.some(({ reply_count }) => reply_count > 0)).toBe(true);
  expect(structured?.messages.every(({ replies }) => replies.length === 0)).toBe(true);
});

test("a customer without a channel is not found, and an id cannot lead to another's channel", async () => {
  expect(await failing("get_customer_conversation", { customer_id: "C-9999" })).toMatchObject({
    code: "not_found",
    error: expect.stringContaining("C-9999"),
  });
  for (const customer_id of ["C.1042", "C 1042", "../general", "C-1042\n"]) {
    const result = await client.callTool("get_customer_conversation", { customer_id });
    expect(result.isError || result.structured?.customer_id === "C-1042", result.text).toBe(true);
  }
});

test("pages lead through a channel once and then end", async () => {
  const channel = sandbox.world.channels.find(({ name }) => name === "billing-ops");
  const wanted = sandbox.world.messages.filter(
    ({ channel_id, thread_ts, ts }) =>
      channel_id === channel?.id && (thread_ts === undefined || thread_ts === ts),
  );
  const seen = new Set<string>();
  let pages = 0;
  let cursor: string | undefined;
  do {
    const { structured } = await client.callTool("get_channel_history", {
      channel: pages % 2 === 0 ? "#billing-ops" : (channel?.id ?? ""),
      limit: 30,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { ts } of structured?.messages ?? []) seen.add(ts);
    cursor = structured?.next_cursor ?? undefined;
    pages += 1;
  } while (cursor !== undefined);
  expect(seen).toEqual(new Set(wanted.map(({ ts }) => ts)));
  expect(pages).toBe(Math.ceil(wanted.length / 30));
});

test("a history can be cut to a time", async () => {
  const after = new Date(Date.now() - 10 * 86_400_000).toISOString();
  const { structured } = await client.callTool("get_channel_history", {
    channel: "support",
    after,
    limit: 100,
  });
  expect(structured?.messages.length).toBeGreaterThan(0);
  expect(structured?.messages.every(({ sent_at }) => sent_at >= after)).toBe(true);
});

test("a message is posted, answered in its thread and read there, harmless and whole", async () => {
  const text = "Refund <!channel> & *done* for <@U0GUEST1042>, a < b";
  const posted = await client.callTool("post_message", { channel: "#support", text });
  const ts = posted.structured?.ts ?? "";
  const reply = await client.callTool("post_message", {
    channel: posted.structured?.channel_id ?? "",
    text: "Thank you",
    thread_ts: ts,
  });
  expect(reply.structured?.thread_ts).toBe(ts);
  const thread = await client.callTool("get_thread", { channel: "support", thread_ts: ts });
  expect(thread.structured?.messages).toMatchObject([
    { text: "Refund <!channel> & *done* for @Sarah Chen, a < b", author: "Support Desk" },
    { text: "Thank you" },
  ]);
  const { structured } = await client.callTool("get_channel_history", {
    channel: "support",
    limit: 1,
  });
  expect(structured?.messages[0]).toMatchObject({ ts, reply_count: 1 });
});

test("users are found by name, part of it, handle, e-mail and id", async () => {
  const ids = async (query: string) =>
    (await client.callTool("find_user", { query })).structured?.users.map(({ id }) => id);
  expect(await ids("Sarah Chen")).toEqual(["U0GUEST1042"]);
  expect(await ids("sarah ch")).toContain("U0GUEST1042");
  expect(await ids("@support-desk")).toEqual(["U0DESKBOT"]);
  expect(await ids("sarah.chen@brightloom.example")).toEqual(["U0GUEST1042"]);
  expect(await ids("U0GUEST1042")).toEqual(["U0GUEST1042"]);
  expect(await ids("nobody@nowhere.example")).toEqual([]);
  expect(await ids("U0NOBODY1")).toEqual([]);
  expect(await ids("zzzzz")).toEqual([]);
});

test("channels are listed page by page, with those the bot cannot read marked", async () => {
  const channels: { name: string; is_member: boolean }[] = [];
  let cursor: string | undefined;
  do {
    const { structured } = await client.callTool("list_channels", {
      limit: 25,
      ...(cursor !== undefined && { cursor }),
    });
    channels.push(...(structured?.channels ?? []));
    cursor = structured?.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(channels).toHaveLength(sandbox.world.channels.length);
  expect(channels.filter(({ is_member }) => !is_member).map(({ name }) => name)).toEqual([
    "leadership",
  ]);
});

test("an error for a missing permission says what the operator must do", async () => {
  expect(await failing("get_channel_history", { channel: "leadership" })).toMatchObject({
    code: "forbidden",
    error: expect.stringContaining("invite"),
  });
  expect(await failing("get_channel_history", { channel: "no-such-channel" })).toMatchObject({
    code: "not_found",
    error: expect.stringContaining("list_channels"),
  });
  expect(
    await failing("get_thread", { channel: "support", thread_ts: "1000000000.000001" }),
  ).toMatchObject({ code: "not_found" });
  await using lacking = await startFixedSlack({
    ok: false,
    error: "missing_scope",
    needed: "channels:history",
  });
  expect(
    await failing("get_channel_history", { channel: "C0TEAM00001" }, lacking.slack),
  ).toMatchObject({ code: "forbidden", error: expect.stringContaining("channels:history") });
});

test("bad arguments are answered with what is wrong", async () => {
  for (const [name, args] of [
    ["get_customer_conversation", {}],
    ["get_channel_history", { channel: "support", limit: 1000 }],
    ["get_channel_history", { channel: "support", cursor: "page two" }],
    ["get_channel_history", { channel: "support", after: "yesterday" }],
    ["get_thread", { channel: "support", thread_ts: "now" }],
    ["find_user", { query: "x" }],
    ["post_message", { channel: "support", text: " " }],
  ] as const) {
    expect(await failing(name, args), name).toMatchObject({ code: "invalid_arguments" });
  }
});

test("an error for a wrong token names the variable to set, and not the token", async () => {
  const wrong = createSlackServer({ ...options, token: "xoxb-hunter2" });
  await using from = await connect(wrong);
  const error = await failing("list_channels", {}, from);
  expect(error).toMatchObject({ code: "unauthorized" });
  expect(error.error).toContain("SLACK_BOT_TOKEN");
  expect(JSON.stringify(error)).not.toContain("hunter2");
});

test("a rate limit says how long to wait, and is not waited out in silence", async () => {
  sandbox.slack.fail({ status: 429, retryAfter: 12 });
  expect(await failing("list_channels", {})).toMatchObject({
    code: "rate_limited",
    retryAfterMs: 12_000,
  });
  await using blunt = await startFixedSlack({ ok: false, error: "ratelimited" }, 429);
  expect(await failing("list_channels", {}, blunt.slack)).toMatchObject({ code: "rate_limited" });
  await using inBody = await startFixedSlack({ ok: false, error: "ratelimited" });
  expect(await failing("list_channels", {}, inBody.slack)).toMatchObject({ code: "rate_limited" });
});

test("a failure of Slack may be tried again", async () => {
  sandbox.slack.fail({ status: 500 });
  expect(await failing("list_channels", {})).toMatchObject({
    code: "upstream_error",
    retryable: true,
  });
});

test("a message that was not answered is not called safe to repeat", async () => {
  await using hasty = await connect(createSlackServer({ ...options, timeoutMs: 150 }));
  sandbox.slack.fail({ status: "timeout" });
  const args = { channel: "C0TEAM00002", text: "Hello" };
  const error = await failing("post_message", args, hasty);
  expect(error).toMatchObject({ code: "timeout", retryable: false, outcome: "unknown" });
});

test("a Slack that never answers is given up after the timeout", async () => {
  await using hasty = await connect(createSlackServer({ ...options, timeoutMs: 100 }));
  sandbox.slack.fail({ status: "timeout" });
  expect(await failing("list_channels", {}, hasty)).toMatchObject({ code: "timeout" });
});

test("a call that is cancelled ends at once, and the next one works", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  sandbox.slack.fail({ status: "timeout", onRequest: () => controller.abort() });
  await expect(client.callTool("list_channels", {}, { signal })).rejects.toThrow();
  expect((await client.callTool("list_channels", {})).isError).toBe(false);
});

test("a Slack that is not there is unavailable", async () => {
  const nowhere = createSlackServer({ ...options, apiUrl: "http://127.0.0.1:1/api/" });
  await using from = await connect(nowhere);
  expect(await failing("list_channels", {}, from)).toMatchObject({ code: "unavailable" });
});

test("every tool has a title, a typed result and honest annotations", async () => {
  for (const tool of await client.listTools()) {
    expect(tool.title, tool.name).toBeTruthy();
    expect(tool.outputSchema, tool.name).toBeDefined();
    expect(tool.annotations?.readOnlyHint).toBe(tool.name !== "post_message");
  }
});

test("the server runs as a process from the environment alone, and says what it lacks", async () => {
  await using started = await connectToServer("conversations.ts", sandbox.env);
  const result = await started.callTool("get_customer_conversation", { customer_id: "C-1042" });
  expect(result.text).toContain("Sarah Chen");
  const lacking = { ...sandbox.env, SLACK_BOT_TOKEN: "" };
  await expect(connectToServer("conversations.ts", lacking)).rejects.toThrow("SLACK_BOT_TOKEN");
});
