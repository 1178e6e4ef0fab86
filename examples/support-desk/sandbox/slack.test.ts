import type { UsersListResponse, WebClientOptions } from "@slack/web-api";
import { ErrorCode, LogLevel, WebClient } from "@slack/web-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld } from "../world/index.ts";
import type { Service } from "./http/service.ts";
import { startSlack } from "./slack.ts";

const world = createWorld();
const token = "xoxb-slack-test-token";
const support = world.channels.find((channel) => channel.name === "support")?.id ?? "";
const shared = world.channels.find((channel) => channel.name === "cust-c-1042")?.id ?? "";
let service: Service;
let slack: WebClient;

function connect(botToken: string | undefined = token, options: WebClientOptions = {}): WebClient {
  return new WebClient(botToken, {
    slackApiUrl: `${service.url}/api/`,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
    ...options,
  });
}

async function readAll<T>(
  read: (cursor: string) => Promise<{ items: T[] | undefined; next: string | undefined }>,
): Promise<T[]> {
  const found: T[] = [];
  let cursor = "";
  do {
    const { items = [], next = "" } = await read(cursor);
    found.push(...items);
    cursor = next;
  } while (cursor !== "");
  return found;
}

beforeAll(async () => {
  service = await startSlack({ world, token });
  slack = connect();
});
afterAll(() => service.close());

test("the token's owner is the desk's bot", async () => {
  expect(await slack.auth.test()).toMatchObject({ ok: true, user: "support-desk" });
});

test("channels are listed page by page to the end", async () => {
  const channels = await readAll(async (cursor) => {
    const page = await slack.conversations.list({ limit: 25, cursor });
    return { items: page.channels, next: page.response_metadata?.next_cursor };
  });
  expect(channels.map((channel) => channel.id)).toEqual(world.channels.map(({ id }) => id));
  const { channel } = await slack.conversations.info({ channel: shared });
  expect(channel).toMatchObject({ name: "cust-c-1042", is_member: true, is_ext_shared: true });
});

test("a channel's history is its messages outside threads, newest first, to the end", async () => {
  const messages = await readAll(async (cursor) => {
    const page = await slack.conversations.history({ channel: support, limit: 150, cursor });
    return { items: page.messages, next: page.response_metadata?.next_cursor };
  });
  const expected = world.messages.filter(
    ({ channel_id, ts, thread_ts }) =>
      channel_id === support && (thread_ts === undefined || thread_ts === ts),
  );
  expect(messages.map((message) => message.ts)).toEqual(expected.map(({ ts }) => ts).toReversed());
});

test("the library's own paging reads the same", async () => {
  let count = 0;
  for await (const page of slack.paginate("users.list", { limit: 30 })) {
    count += (page as UsersListResponse).members?.length ?? 0;
  }
  expect(count).toBe(world.members.length);
});

test("oldest, latest and inclusive bound the history to the microsecond", async () => {
  const { messages = [] } = await slack.conversations.history({ channel: support, limit: 5 });
  const [newest, second, third] = messages.map((message) => message.ts ?? "");
  const bounds = { channel: support, oldest: third ?? "", latest: newest ?? "" };
  const within = await slack.conversations.history(bounds);
  expect(within.messages?.map((message) => message.ts)).toEqual([second]);
  const inclusive = await slack.conversations.history({ ...bounds, inclusive: true });
  expect(inclusive.messages).toHaveLength(3);
});

test("Sarah Chen's thread about the double charge is read from its first message on", async () => {
  const { messages = [] } = await slack.conversations.history({ channel: shared });
  const first = messages.find((message) => message.text?.includes("two charges"));
  expect(first).toMatchObject({ reply_count: 3, user: "U0GUEST1042" });
  const thread = await slack.conversations.replies({ channel: shared, ts: first?.ts ?? "" });
  expect(thread.messages).toHaveLength(4);
  expect(thread.messages?.[0]?.ts).toBe(first?.ts);
  expect(thread.messages?.[3]?.text).toContain("came from a retry");
  expect(thread.messages?.[1]).toMatchObject({ parent_user_id: "U0GUEST1042" });
  const rest = await readAll(async (cursor) => {
    const page = await slack.conversations.replies({
      channel: shared,
      ts: first?.ts ?? "",
      limit: 3,
      cursor,
    });
    return { items: page.messages, next: page.response_metadata?.next_cursor };
  });
  expect(rest).toEqual(thread.messages);
});

test("users are found by id and by e-mail", async () => {
  const { user } = await slack.users.info({ user: "U0GUEST1042" });
  expect(user).toMatchObject({ real_name: "Sarah Chen", is_restricted: true });
  const found = await slack.users.lookupByEmail({ email: "sarah.chen@brightloom.example" });
  expect(found.user?.id).toBe("U0GUEST1042");
});

test("a message is posted by channel id, by name, and into a thread", async () => {
  const posted = await slack.chat.postMessage({ channel: "#support", text: "Refund &amp; credit" });
  expect(posted).toMatchObject({ channel: support, message: { text: "Refund &amp; credit" } });
  const reply = await slack.chat.postMessage({
    channel: support,
    text: "Done.",
    ...(posted.ts === undefined ? {} : { thread_ts: posted.ts }),
  });
  expect(reply.message).toMatchObject({ thread_ts: posted.ts });
  const { messages } = await slack.conversations.history({ channel: support, limit: 1 });
  expect(messages?.[0]).toMatchObject({ ts: posted.ts, reply_count: 1 });
  const thread = await slack.conversations.replies({ channel: support, ts: posted.ts ?? "" });
  expect(thread.messages?.map((message) => message.text)).toEqual(["Refund &amp; credit", "Done."]);
});

test("a channel the bot is not in cannot be read until it joins", async () => {
  const channel = world.channels.find((candidate) => !candidate.bot_joined)?.id ?? "";
  await expect(slack.conversations.history({ channel })).rejects.toThrow("not_in_channel");
  await expect(slack.chat.postMessage({ channel, text: "x" })).rejects.toThrow("not_in_channel");
  await slack.conversations.join({ channel });
  const { messages } = await slack.conversations.history({ channel });
  expect(messages?.length).toBeGreaterThan(0);
});

test.each<[string, Record<string, unknown>, string]>([
  ["conversations.history", { channel: "C404" }, "channel_not_found"],
  ["conversations.history", {}, "invalid_arguments"],
  ["conversations.history", { channel: support, cursor: "nonsense" }, "invalid_cursor"],
  ["conversations.history", { channel: support, limit: 0 }, "invalid_limit"],
  ["conversations.history", { channel: support, oldest: "then" }, "invalid_ts_oldest"],
  ["conversations.replies", { channel: support, ts: "1.000000" }, "thread_not_found"],
  ["users.info", { user: "U404" }, "user_not_found"],
  ["users.lookupByEmail", { email: "no@body.example" }, "users_not_found"],
  ["chat.postMessage", { channel: "#nowhere", text: "x" }, "channel_not_found"],
  ["chat.postMessage", { channel: "#support" }, "no_text"],
  ["chat.postMessage", { channel: "#support", text: "x".repeat(40_001) }, "msg_too_long"],
  ["search.messages", { query: "x" }, "not_allowed_token_type"],
  ["no.method", {}, "unknown_method"],
])("%s with %j fails with %s", async (method, given, error) => {
  await expect(slack.apiCall(method, given)).rejects.toMatchObject({
    code: ErrorCode.PlatformError,
    data: { ok: false, error },
  });
});

test("a wrong token is invalid_auth and none is not_authed", async () => {
  await expect(connect("xoxb-wrong").auth.test()).rejects.toThrow("invalid_auth");
  const bare = await fetch(`${service.url}/api/auth.test`, { method: "POST" });
  expect(await bare.json()).toEqual({ ok: false, error: "not_authed" });
});

test("arguments may come as JSON and as a query", async () => {
  const headers = { authorization: `Bearer ${token}` };
  const query = await fetch(`${service.url}/api/users.info?user=U0GUEST1042`, { headers });
  expect(await query.json()).toMatchObject({ ok: true, user: { real_name: "Sarah Chen" } });
  const json = await fetch(`${service.url}/api/users.info`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json; charset=utf-8" },
    body: '{"user":"U0GUEST1042"}',
  });
  expect(await json.json()).toMatchObject({ ok: true });
  const broken = await fetch(`${service.url}/api/users.info`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: "{",
  });
  expect(await broken.json()).toEqual({ ok: false, error: "invalid_json" });
});

test("faults come as Slack's own", async () => {
  const strict = connect(token, { rejectRateLimitedCalls: true });
  service.fail({ status: 429, retryAfter: 9 });
  await expect(strict.auth.test()).rejects.toMatchObject({
    code: ErrorCode.RateLimitedError,
    retryAfter: 9,
  });
  service.fail({ status: 401 });
  await expect(strict.auth.test()).rejects.toThrow("invalid_auth");
  service.fail({ status: 500 });
  await expect(strict.auth.test()).rejects.toThrow();
  expect(await strict.auth.test()).toMatchObject({ ok: true });
});

test("a timeout is left to the client's own", async () => {
  service.fail({ status: "timeout" });
  await expect(connect(token, { timeout: 50 }).auth.test()).rejects.toThrow(/time/i);
});
