import { listen } from "@mortise/node";
import type { RequestContext, Server, ServerEvent } from "@mortise/server";
import { createMemoryBackplane, createServer } from "@mortise/server";
import { coreOf } from "@mortise/server/internal";
import { expect, test } from "vitest";
import { LegacyPeer } from "../fixture/client/legacy-peer.ts";

const STRANGER = "00000000-0000-4000-8000-000000000000";

/** Hostile bus messages, without and with knowledge of a session. */
function hostileMessages(session: string): readonly string[] {
  const kinds = ["end", "change", "cancel", "answer"].map((kind) => `session-${kind}`);
  const all = [...kinds, "stream-follow", "stream-wake", "stream-refuse", "stream-leave", "change"];
  const members = [
    {},
    { session: { toString: 1 } },
    { session: "x".repeat(1_500), requestId: 7, stream: "x", follower: "x" },
    { session, change: null, version: 2 },
    { session, change: { logLevel: "loud" }, version: 2 },
    { session, change: { subscribe: { a: 1 } }, version: 2 },
    { session, change: { logLevel: "debug" }, version: "2" },
    { session, requestId: { a: 1 }, question: { a: 1 } },
    { session, requestId: "other", question: "x".repeat(600) },
    { stream: session, follower: null, after: "x", list: "__proto__", uri: 7 },
  ];
  const known = all
    .filter((kind) => kind !== "session-end")
    .flatMap((kind) =>
      members.map((member) => JSON.stringify({ ...member, kind, from: STRANGER })),
    );
  return [
    "",
    "null",
    "7",
    "[]",
    "{",
    "message:",
    `message:${"x".repeat(1_000)}`,
    '{"kind":"__proto__","from":"constructor"}',
    `{"__proto__":{"polluted":1},"kind":"change","from":"${STRANGER}"}`,
    JSON.stringify({ kind: "session-change", from: "x".repeat(900), session }),
    ...known,
  ];
}

test("whatever a stranger says on the bus, nothing fails, nothing is cancelled, and the log has a line", async () => {
  const logged: ServerEvent[] = [];
  const call = Promise.withResolvers<RequestContext>();
  const finish = Promise.withResolvers<string>();
  const server: Server<unknown> = createServer({
    name: "s",
    version: "1",
    log: (event) => logged.push(event),
  }).tool("work", { description: "Works until the test ends it" }, async (_input, context) => {
    context.progress(1);
    call.resolve(context);
    return await finish.promise;
  });
  const backplane = { ...createMemoryBackplane(), isShared: true };
  await using http = await listen(server.join(backplane), { port: 0 });
  const peer = await LegacyPeer.begin(http.url);
  const answer = await peer.call(http.url, "work", "r-1");
  await answer.message();
  const { signal } = await call.promise;
  logged.length = 0;
  for (const text of hostileMessages(peer.headers["mcp-session-id"] ?? "")) {
    await backplane.bus.publish("instances", text);
    await backplane.bus.publish(`instance:${coreOf(server).cluster.id}`, text);
  }
  expect((await peer.ask(http.url, "ping"))["status"]).toBe(200);
  expect(signal.aborted).toBe(false);
  finish.resolve("done");
  expect(await answer.rest()).toMatchObject([{ id: "r-1", result: {} }]);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(logged.map(({ level }) => level)).toEqual(["warning"]);
});

test("a session that was spoiled in the backplane has ended", async () => {
  const server = createServer({ name: "s", version: "1", log: () => undefined });
  const backplane = { ...createMemoryBackplane(), isShared: true };
  await using http = await listen(server.join(backplane), { port: 0 });
  for (const text of ["null", "{", '{"version":1}', '{"__proto__":{},"version":1,"uris":[7]}']) {
    const peer = await LegacyPeer.begin(http.url);
    await backplane.values.set(`session:${peer.headers["mcp-session-id"]}`, text, 60_000);
    expect((await peer.ask(http.url, "ping"))["status"]).toBe(404);
  }
});

test("a session that is ended while an instance reads of it is not begun again there", async () => {
  const memory = createMemoryBackplane();
  const server = createServer({ name: "s", version: "1", log: () => undefined });
  const read = Promise.withResolvers<void>();
  const late = Promise.withResolvers<void>();
  let isSlow = false;
  const get = async (key: string): Promise<string | undefined> => {
    const text = await memory.values.get(key);
    if (isSlow) {
      read.resolve();
      await late.promise;
    }
    return text;
  };
  const values = { ...memory.values, get };
  await using http = await listen(server.join({ ...memory, isShared: true, values }), { port: 0 });
  const peer = await LegacyPeer.begin(http.url);
  isSlow = true;
  const asked = peer.ask(http.url, "ping");
  await read.promise;
  isSlow = false;
  // Another instance ends it.
  const session = peer.headers["mcp-session-id"] ?? "";
  await memory.values.delete(`session:${session}`);
  const ended = JSON.stringify({ kind: "session-end", from: STRANGER, session });
  await memory.bus.publish("instances", ended);
  late.resolve();
  expect((await asked)["status"]).toBe(404);
});
