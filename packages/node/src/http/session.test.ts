import type { JsonObject } from "@mortise/protocol";
import { ErrorCode } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { createServer } from "@mortise/server";
import { afterEach, expect, test } from "vitest";
import { post, postLegacy, readEvents, readFailure } from "./fixture/http-peer.ts";
import { listen } from "./listen.ts";

const server = createServer({ name: "s", version: "1" })
  .tool(
    "who",
    { description: "d" },
    (_input, { client, request }) => `${client.info?.name} ${request.revision}`,
  )
  .tool("log", { description: "d" }, (_input, { log }) => {
    log.debug("quiet");
    return "logged";
  })
  .tool("wait", { description: "d" }, (_input, { signal }) => {
    waiting.resolve(signal);
    return new Promise(() => undefined);
  })
  .resource("docs://a", {}, () => "a");

let waiting = Promise.withResolvers<AbortSignal>();

afterEach(() => {
  waiting = Promise.withResolvers();
});

/** Begins a session and returns the header that continues it. */
async function initialize(
  url: string,
  revision = "2025-11-25",
): Promise<{ "mcp-session-id": string }> {
  const response = await postLegacy(url, "initialize", {
    protocolVersion: revision,
    capabilities: {},
    clientInfo: { name: "legacy", version: "1" },
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ result: { protocolVersion: revision } });
  const id = response.headers.get("mcp-session-id") ?? "";
  expect(id).toMatch(/^[\x21-\x7e]{16,}$/);
  return { "mcp-session-id": id };
}

test("a session remembers what was agreed, from initialize to DELETE", async () => {
  await using http = await listen(server, { port: 0 });
  const session = await initialize(http.url, "2025-06-18");
  const response = await postLegacy(http.url, "tools/call", { name: "who" }, session);
  expect(await response.json()).toMatchObject({
    result: { content: [{ text: "legacy 2025-06-18" }] },
  });
  await postLegacy(http.url, "logging/setLevel", { level: "debug" }, session);
  const logged = await readEvents(
    await postLegacy(http.url, "tools/call", { name: "log" }, session),
  );
  expect(logged).toMatchObject([{ method: "notifications/message" }, { id: 1, result: {} }]);
  const ended = await fetch(http.url, { method: "DELETE", headers: session });
  expect(ended.status).toBe(204);
  for (const method of ["ping", "initialize"]) {
    const gone = await readFailure(await postLegacy(http.url, method, {}, session));
    expect(gone).toEqual([
      404,
      ErrorCode.InvalidRequest,
      expect.stringContaining("send initialize"),
    ]);
  }
  expect((await fetch(http.url, { method: "DELETE", headers: session })).status).toBe(404);
  expect((await fetch(http.url, { headers: session })).status).toBe(404);
});

test("two sessions know nothing of each other", async () => {
  await using http = await listen(server, { port: 0 });
  const [first, second] = [await initialize(http.url), await initialize(http.url)];
  expect(first).not.toEqual(second);
  await postLegacy(http.url, "logging/setLevel", { level: "debug" }, first);
  const response = await postLegacy(http.url, "tools/call", { name: "log" }, second);
  expect(response.headers.get("content-type")).toBe("application/json");
  await response.text();
});

test("an unknown session is 404", async () => {
  await using http = await listen(server, { port: 0 });
  const response = await postLegacy(http.url, "ping", {}, { "mcp-session-id": "made-up" });
  expect(response.status).toBe(404);
  await response.text();
});

test("the standalone stream carries changes until its session ends", async () => {
  const changing = createServer({ name: "s", version: "1" }).resource("docs://a", {}, () => "a");
  await using http = await listen(changing, { port: 0 });
  const session = await initialize(http.url);
  await postLegacy(http.url, "resources/subscribe", { uri: "docs://a" }, session);
  const stream = await fetch(http.url, { headers: { ...session, accept: "text/event-stream" } });
  expect([stream.status, stream.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  changing.resourceUpdated("docs://a");
  changing.tool("t", { description: "d" }, () => "");
  await postLegacy(http.url, "ping", {}, session);
  await fetch(http.url, { method: "DELETE", headers: session });
  expect((await readEvents(stream)).map(({ method }) => method)).toEqual([
    "notifications/resources/updated",
    "notifications/tools/list_changed",
  ]);
});

test("a second standalone stream takes the place of the first", async () => {
  await using http = await listen(server, { port: 0 });
  const session = await initialize(http.url);
  const first = await fetch(http.url, { headers: session });
  const second = await fetch(http.url, { headers: session });
  expect(await readEvents(first)).toEqual([]);
  await fetch(http.url, { method: "DELETE", headers: session });
  expect(await readEvents(second)).toEqual([]);
});

test("a cancelled call aborts, whichever request says so", async () => {
  await using http = await listen(server, { port: 0 });
  const session = await initialize(http.url);
  const answer = postLegacy(http.url, "tools/call", { name: "wait" }, session);
  const signal = await waiting.promise;
  const cancelled = await fetch(http.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...session },
    body: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":"enough"}}',
  });
  expect(cancelled.status).toBe(202);
  expect(signal.aborted).toBe(true);
  expect(await (await answer).text()).toBe("");
});

test("deleting a session aborts what it has under way", async () => {
  await using http = await listen(server, { port: 0 });
  const session = await initialize(http.url);
  const answer = postLegacy(http.url, "tools/call", { name: "wait" }, session);
  const signal = await waiting.promise;
  await fetch(http.url, { method: "DELETE", headers: session });
  expect(signal.aborted).toBe(true);
  await (await answer).text();
});

test("an idle session ends, and one with an open stream does not", async () => {
  const clock = createFakeClock();
  const timed = createServer({ name: "s", version: "1", clock });
  await using http = await listen(timed, { port: 0, sessions: { idle: "10m" } });
  const [idle, busy] = [await initialize(http.url), await initialize(http.url)];
  const stream = await fetch(http.url, { headers: busy });
  await clock.advance(11 * 60_000);
  expect((await postLegacy(http.url, "ping", {}, idle)).status).toBe(404);
  expect((await postLegacy(http.url, "ping", {}, busy)).status).toBe(200);
  await fetch(http.url, { method: "DELETE", headers: busy });
  await stream.text();
});

test("over the cap the session unused for longest goes, and never one in use", async () => {
  await using http = await listen(server, { port: 0, sessions: { max: 2 } });
  const [first, second] = [await initialize(http.url), await initialize(http.url)];
  await postLegacy(http.url, "ping", {}, first);
  const third = await initialize(http.url);
  const statuses = [];
  for (const session of [first, second, third]) {
    statuses.push((await postLegacy(http.url, "ping", {}, session)).status);
  }
  expect(statuses).toEqual([200, 404, 200]);
  const streams = [
    await fetch(http.url, { headers: first }),
    await fetch(http.url, { headers: third }),
  ];
  const refused = await readFailure(
    await postLegacy(http.url, "initialize", { protocolVersion: "2025-11-25" }),
  );
  expect(refused).toEqual([
    503,
    ErrorCode.InternalError,
    expect.stringContaining("Too many sessions"),
  ]);
  for (const session of [first, third])
    await fetch(http.url, { method: "DELETE", headers: session });
  await Promise.all(streams.map((stream) => stream.text()));
});

test.each([
  [undefined, "2025-03-26"],
  ["2025-03-26", "2025-03-26"],
  ["2025-06-18", "2025-06-18"],
])("without a session a request stands alone, in revision %s", async (version, revision) => {
  await using http = await listen(server, { port: 0 });
  const headers: Record<string, string> =
    version === undefined ? {} : { "mcp-protocol-version": version };
  const response = await postLegacy(http.url, "tools/call", { name: "who" }, headers);
  expect(await response.json()).toMatchObject({
    result: { content: [{ text: `undefined ${revision}` }] },
  });
});

test("a legacy request with an unknown revision is refused with the known ones", async () => {
  await using http = await listen(server, { port: 0 });
  const session = await initialize(http.url);
  const headers = { ...session, "mcp-protocol-version": "1999-01-01" };
  const failed = await readFailure(await postLegacy(http.url, "ping", {}, headers));
  expect(failed.slice(0, 2)).toEqual([400, ErrorCode.UnsupportedProtocolVersion]);
});

const finish = async (): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>();
  finishing = resolve;
  begun.resolve();
  return promise;
};
let finishing: (value: string) => void = () => undefined;
let begun = Promise.withResolvers<void>();

test("a server that stops finishes what runs, ends subscriptions with their result, and refuses the rest", async () => {
  begun = Promise.withResolvers();
  const stopping = createServer({ name: "s", version: "1" }).tool(
    "finish",
    { description: "d" },
    finish,
  );
  const http = await listen(stopping, { port: 0 });
  const listening = await post(http.url, "subscriptions/listen", { notifications: {} });
  const session = await initialize(http.url);
  const standalone = await fetch(http.url, { headers: session });
  const running = post(http.url, "tools/call", { name: "finish" });
  await begun.promise;
  const closed = http.close();
  expect(await readEvents(listening)).toMatchObject([
    { method: "notifications/subscriptions/acknowledged" },
    { result: { resultType: "complete" } },
  ]);
  expect((await post(http.url, "tools/list")).status).toBe(503);
  finishing("x".repeat(3 * 1024 * 1024));
  const body = (await (await running).json()) as { result: { content: { text: string }[] } };
  expect(body.result.content[0]?.text).toHaveLength(3 * 1024 * 1024);
  await closed;
  expect(await readEvents(standalone)).toEqual([]);
  await http.close();
});

test("responses arrive although the server stops", async () => {
  const http = await listen(server, { port: 0 });
  expect((await post(http.url, "tools/list")).status).toBe(200);
  const answer = await post(http.url, "tools/list");
  await http.close();
  expect(await answer.json()).toMatchObject({ result: { tools: [{}, {}, {}] } });
});

test("requests that outlast the grace period are cancelled, and their callers notified", async () => {
  const hanging = createServer({ name: "s", version: "1" }).tool(
    "wait",
    { description: "d" },
    (_input, { signal }) => {
      waiting.resolve(signal);
      return new Promise(() => undefined);
    },
  );
  const http = await listen(hanging, { port: 0, grace: 20 });
  const answer = post(http.url, "tools/call", { name: "wait" });
  const signal = await waiting.promise;
  await http.close();
  expect(signal.aborted).toBe(true);
  const response = await answer;
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    id: 1,
    error: { message: expect.stringContaining("The server stopped before it had answered") },
  });
});

test.each<[object, RegExp]>([
  [{ host: "192.0.2.1" }, /192\.0\.2\.1 is not an address of this machine/],
  [{ port: 70_000 }, /^port is 70000, not a whole number/],
  [{ port: -1 }, /^port is -1, not a whole number/],
])("an address that cannot be listened on is refused: %j", async (options, message) => {
  await expect(listen(server, { port: 0, ...options })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringMatching(message),
  } satisfies JsonObject);
});

test("a port in use is refused with what to do", async () => {
  await using http = await listen(server, { port: 0 });
  await expect(listen(server, { port: http.port })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining("is in use; stop the process that uses it"),
  });
});
