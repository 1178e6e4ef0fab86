import { ErrorCode, systemClock } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { RequestLifetime } from "../cancellation/request-lifetime.ts";
import type { ReplyChannel } from "../request/caller.ts";
import { createServer } from "../server.ts";
import { LegacySession } from "./legacy-session.ts";
import { agree } from "./session-record.ts";

const channel: ReplyChannel = { emit: () => undefined };

test("an id whose request is still being answered names no second one", async () => {
  const server = createServer({ name: "s", version: "1" }).tool(
    "wait",
    { description: "d" },
    (_input, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", reject)),
  );
  const session = new LegacySession(server["~core"], {
    id: "s-1",
    record: agree({ protocolVersion: "2025-11-25" }),
  });
  const request = {
    jsonrpc: "2.0",
    id: 0,
    method: "tools/call",
    params: { name: "wait" },
  } as const;
  const first = session.answer(request, channel, new RequestLifetime(systemClock), {
    transport: "http",
    principal: undefined,
  }) as Promise<unknown>;
  expect(() =>
    session.answer(request, channel, new RequestLifetime(systemClock), {
      transport: "http",
      principal: undefined,
    }),
  ).toThrow(expect.objectContaining({ code: ErrorCode.InvalidRequest }));
  session.notify("notifications/cancelled", { requestId: 0 });
  await expect(first).rejects.toMatchObject({ code: "ABORTED" });
  const again = session.answer(
    { ...request, method: "ping" },
    channel,
    new RequestLifetime(systemClock),
    {
      transport: "http",
      principal: undefined,
    },
  );
  expect(again).toBe("{}");
});

test("a client may leave out its description", () => {
  const server = createServer({ name: "s", version: "1" });
  const session = new LegacySession(server["~core"], {
    id: "s-1",
    record: agree({ clientInfo: null, capabilities: null }),
  });
  expect([session.info, session.capabilities, session.revision]).toEqual([
    undefined,
    {},
    "2025-11-25",
  ]);
});

test("a record of another instance is adopted when it is newer, and only then", () => {
  const server = createServer({ name: "s", version: "1" });
  const record = agree({ protocolVersion: "2025-11-25" });
  const session = new LegacySession(server["~core"], { id: "s-1", record });
  session.adopt({ ...record, version: 3, logLevel: "debug", uris: ["docs://a"] });
  expect(session.logLevel).toBe("debug");
  session.adopt({ ...record, version: 3, logLevel: "error" });
  session.adopt({ ...record, version: 2, logLevel: "error" });
  expect(session.logLevel).toBe("debug");
});

test("a session may subscribe to ten thousand resources, and again to one of them", () => {
  const server = createServer({ name: "s", version: "1" });
  const session = new LegacySession(server["~core"], {
    id: "s-1",
    record: agree({ protocolVersion: "2025-11-25" }),
  });
  const subscribe = (uri: string): unknown =>
    session.answer(
      { jsonrpc: "2.0", id: 1, method: "resources/subscribe", params: { uri } },
      channel,
      new RequestLifetime(systemClock),
      { transport: "http", principal: undefined },
    );
  for (let index = 0; index < 10_000; index += 1) subscribe(`docs://${index}`);
  expect(subscribe("docs://0")).toBe("{}");
  expect(() => subscribe("docs://more")).toThrow();
});

test("a long description of a client is refused, and its icons alone are left out", () => {
  const long = "x".repeat(9_000);
  const deep: unknown = JSON.parse(`${"[".repeat(4_000)}${"]".repeat(4_000)}`);
  expect(agree({ clientInfo: { name: "c", version: "1" } }).info).toEqual({
    name: "c",
    version: "1",
  });
  const icons = [{ src: `data:image/png;base64,${long}` }];
  expect(agree({ clientInfo: { name: "c", version: "1", icons } }).info).toEqual({
    name: "c",
    version: "1",
  });
  const small = [{ src: "https://example.com/icon.png" }];
  expect(agree({ clientInfo: { name: "c", version: "1", icons: small } }).info?.icons).toEqual(
    small,
  );
  for (const params of [
    { clientInfo: { name: long, version: "1" } },
    { clientInfo: { name: deep, version: "1" } },
    { capabilities: { experimental: { long } } },
    { capabilities: { experimental: deep } },
    { capabilities: [] },
    { clientInfo: "c" },
  ]) {
    expect(() => agree(params as never)).toThrow(
      expect.objectContaining({ code: ErrorCode.InvalidParams }),
    );
  }
});

test("the URIs that a session subscribes to are bounded one by one and together", async () => {
  const server = createServer({ name: "s", version: "1" });
  const session = new LegacySession(server["~core"], { id: "s-1", record: agree() });
  const subscribe = async (uri: string, method = "resources/subscribe"): Promise<unknown> =>
    session.answer(
      { jsonrpc: "2.0", id: uri.length, method, params: { uri } },
      channel,
      new RequestLifetime(systemClock),
      { transport: "http", principal: undefined },
    );
  const uri = (index: number): string => `x://${String(index).padStart(8_188, "0")}`;
  await expect(subscribe(`${uri(0)}0`)).rejects.toThrow("at most 8192 characters, not 8193");
  const before = session.size;
  for (let index = 0; index < 128; index += 1) await subscribe(uri(index));
  expect(session.size - before).toBe(1024 * 1024);
  await subscribe(uri(1));
  await expect(subscribe(uri(128))).rejects.toThrow("1048576 characters together");
  await subscribe(uri(1), "resources/unsubscribe");
  await subscribe(uri(128));
  expect(session.uris.size).toBe(128);
});

test("a question that the client leaves open ends after the time that users have, and is withdrawn", async () => {
  const clock = createFakeClock();
  const server = createServer({ name: "s", version: "1", clock, state: { ttl: "10m" } });
  const session = new LegacySession(server["~core"], { id: "s-1", record: agree({}) });
  const sent: string[] = [];
  const ask = session.ask(
    (text) => sent.push(text),
    "roots/list",
    {},
    new AbortController().signal,
  );
  const failure = expect(ask).rejects.toMatchObject({
    code: ErrorCode.InternalError,
    message: expect.stringContaining("no answer came within 600 s"),
  });
  await clock.advance("10m");
  await failure;
  expect(session.questions).toEqual([]);
  expect(sent.map((text) => JSON.parse(text).method)).toEqual([
    "roots/list",
    "notifications/cancelled",
  ]);
});

test("an answered question leaves no timer behind", async () => {
  const clock = createFakeClock();
  const server = createServer({ name: "s", version: "1", clock });
  const session = new LegacySession(server["~core"], { id: "s-1", record: agree({}) });
  const ask = session.ask(() => undefined, "roots/list", {}, new AbortController().signal);
  const [id = ""] = session.questions;
  void session.settle({ jsonrpc: "2.0", id, result: { roots: [] } });
  expect(await ask).toEqual({ roots: [] });
  expect(clock.pending).toEqual([]);
});

test("a session has at most ten thousand requests open", async () => {
  const server = createServer({ name: "s", version: "1" }).tool(
    "wait",
    { description: "d" },
    (_input, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", reject)),
  );
  const session = new LegacySession(server["~core"], { id: "s-1", record: agree({}) });
  const origin = { transport: "http", principal: undefined } as const;
  const open = (id: number): unknown => {
    const params = { name: "wait" };
    const request = { jsonrpc: "2.0", id, method: "tools/call", params } as const;
    return session.answer(request, channel, new RequestLifetime(systemClock), origin);
  };
  const answers = Array.from({ length: 10_000 }, (_, id) => open(id));
  expect(() => open(10_000)).toThrow(
    expect.objectContaining({ code: ErrorCode.InternalError, data: { limit: 10_000 } }),
  );
  session.notify("notifications/cancelled", { requestId: 7 });
  await expect(answers[7]).rejects.toMatchObject({ code: "ABORTED" });
  const one = open(10_000);
  session.close();
  await Promise.allSettled([...answers, one]);
});
