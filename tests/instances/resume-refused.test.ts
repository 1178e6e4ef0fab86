import { setImmediate } from "node:timers/promises";
import { listen } from "@mortise/node";
import type { EventStore } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { RequestContext, Server, ServerEvent } from "@mortise/server";
import { createMemoryBackplane, createServer } from "@mortise/server";
import { afterEach, expect, test } from "vitest";
import { LegacyPeer } from "../fixture/client/legacy-peer.ts";

let call = Promise.withResolvers<RequestContext>();
let finish = Promise.withResolvers<string>();
let logged: ServerEvent[] = [];

afterEach(() => {
  call = Promise.withResolvers();
  finish = Promise.withResolvers();
  logged = [];
});

/** A server whose streams are kept by `events`, in place of some of its own. */
function create(
  events: Partial<EventStore> = {},
  maxSubscriptions = 100,
  memory = createMemoryBackplane(),
): Server<unknown> {
  return createServer({
    name: "s",
    version: "1",
    log: (event) => logged.push(event),
    maxSubscriptions,
  })
    .tool("work", { description: "Works until the test ends it" }, async (_input, context) => {
      context.progress(0);
      call.resolve(context);
      return await finish.promise;
    })
    .join({ ...memory, events: { ...memory.events, ...events } });
}

test("an event that was not sent yet is refused, and the reader of the stream reads on", async () => {
  await using http = await listen(create(), { port: 0 });
  const peer = await LegacyPeer.begin(http.url);
  const begun = await peer.call(http.url, "work");
  await begun.message();
  const [stream] = begun.lastId?.split("_") ?? [];
  for (const sequence of ["99", "999999999999999", "9999999999999999", "-1", "0", "1e3", "2_2"]) {
    const resumed = await peer.open(http.url, `${stream}_${sequence}`);
    expect([sequence, resumed.status]).toEqual([sequence, 400]);
  }
  expect((await peer.open(http.url, "r".repeat(9_000))).status).toBe(400);
  finish.resolve("done");
  expect(await begun.rest()).toMatchObject([{ id: 1, result: {} }]);
  // It has ended meanwhile, which makes what never was no event either.
  expect((await peer.open(http.url, `${stream}_99`)).status).toBe(400);
});

test("a stream beyond the limit of unsaved events cannot be resumed, and goes on here", async () => {
  const stuck = Promise.withResolvers<void>();
  const append = async (): Promise<void> => stuck.promise;
  await using http = await listen(create({ append }), { port: 0 });
  const peer = await LegacyPeer.begin(http.url);
  const begun = await peer.call(http.url, "work");
  await begun.message();
  const firstId = begun.lastId;
  const { progress } = await call.promise;
  for (let part = 1; part <= 1_200; part += 1) {
    progress(part);
    // Progress of one turn may be logged as one.
    if (part % 100 === 0) await begun.until(`"progress":${part}`);
  }
  expect(logged).toMatchObject([
    { level: "warning", message: expect.stringContaining("can no longer be resumed") },
  ]);
  expect((await peer.open(http.url, firstId)).status).toBe(400);
  finish.resolve("done");
  expect(await begun.rest()).toMatchObject([{ id: 1, result: {} }]);
  stuck.resolve();
});

test("a stream that could not be stored ends with its connection", async () => {
  const append = async (): Promise<void> => {
    throw new MortiseError("CONNECTION_FAILED", "gone");
  };
  await using http = await listen(create({ append }), { port: 0 });
  const peer = await LegacyPeer.begin(http.url);
  const begun = await peer.call(http.url, "work");
  await begun.message();
  const { signal, releaseConnection } = await call.promise;
  // The client would not find its answer elsewhere.
  releaseConnection({ retry: 1 });
  begun.cut();
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  expect(logged.map(({ message }) => message)).toEqual([expect.stringContaining("unreachable")]);
});

test("a resumption is refused if some of its events are no longer kept", async () => {
  const memory = createMemoryBackplane({ maxEvents: 4 });
  await using http = await listen(create(memory.events), { port: 0 });
  const peer = await LegacyPeer.begin(http.url);
  const begun = await peer.call(http.url, "work");
  await begun.message();
  const firstId = begun.lastId;
  const { progress } = await call.promise;
  for (let part = 1; part <= 9; part += 1) {
    progress(part);
    await begun.until(`"progress":${part}`);
  }
  begun.cut();
  expect((await peer.open(http.url, firstId)).status).toBe(400);
  const resumed = await peer.open(http.url, begun.lastId);
  finish.resolve("done");
  expect(await resumed.rest()).toMatchObject([{ id: 1, result: {} }]);
});

test("a client that is behind by more than fits a connection gets all of it on one", async () => {
  await using http = await listen(create(), { port: 0 });
  const peer = await LegacyPeer.begin(http.url);
  const begun = await peer.call(http.url, "work");
  await begun.message();
  const { progress } = await call.promise;
  begun.cut();
  for (let part = 1; part <= 12; part += 1) {
    progress(part, 12, `${part}${"x".repeat(300_000)}`);
    await setImmediate();
  }
  const resumed = await peer.open(http.url, begun.lastId);
  finish.resolve("done");
  const messages = await resumed.rest();
  expect(messages.at(-1)).toMatchObject({ id: 1, result: {} });
  expect(messages).toHaveLength(13);
  expect(logged).toEqual([]);
});

test("a stream that went out whole is kept for half a minute, and one that did not for as long as promised", async () => {
  const kept: number[] = [];
  const append: EventStore["append"] = async (_name, events, ttlMs) => {
    if (events.some(({ message }) => message.startsWith(">"))) kept.push(ttlMs);
  };
  await using http = await listen(create({ append }), { port: 0, sessions: { resume: "2m" } });
  const peer = await LegacyPeer.begin(http.url);
  const [whole, cut] = [await peer.call(http.url, "work", 1), await peer.call(http.url, "work", 2)];
  await whole.message();
  await cut.message();
  const { signal } = await call.promise;
  cut.cut();
  // The server gets it before any later request.
  await expect.poll(async () => (await peer.ask(http.url, "ping"))["status"]).toBe(200);
  finish.resolve("done");
  await whole.rest();
  await expect.poll(() => kept.toSorted((one, other) => one - other)).toEqual([30_000, 120_000]);
  expect(signal.aborted).toBe(false);
});

test("a standalone stream that may not be opened leaves nothing behind", async () => {
  const server = create({}, 0);
  await using http = await listen(server, { port: 0 });
  const peer = await LegacyPeer.begin(http.url);
  const names: string[] = [];
  server.backplane.events.append = async (name, events) => {
    names.push(...events.map(({ message }) => `${name.split("/").length} ${message}`));
  };
  expect((await peer.open(http.url)).status).toBe(503);
  expect(names).toEqual(["2 null", "2 >"]);
});

test("an instance that closes asks resuming clients to try again, at another instance", async () => {
  const waits = Promise.withResolvers<void>();
  const read = async (): Promise<[]> => {
    waits.resolve();
    return [];
  };
  const http = await listen(create({ read }), { port: 0 });
  const peer = await LegacyPeer.begin(http.url);
  const elsewhere = "00000000-0000-4000-8000-000000000000";
  const resuming = peer.open(http.url, `r.${elsewhere}.${elsewhere}_2`);
  await waits.promise;
  const closing = http.close();
  expect((await resuming).status).toBe(503);
  await closing;
});

test("a stream with a missing event ends with an error, and is not resumed with a gap", async () => {
  const memory = createMemoryBackplane();
  const read: EventStore["read"] = async (stream, after) =>
    (await memory.events.read(stream, after)).filter(({ sequence }) => sequence !== 4);
  await using http = await listen(create({ read }, 100, memory), { port: 0 });
  const peer = await LegacyPeer.begin(http.url);
  const begun = await peer.call(http.url, "work", "r-1");
  await begun.message();
  const { progress } = await call.promise;
  begun.cut();
  for (let part = 1; part <= 3; part += 1) {
    progress(part);
    // Progress of one turn may be logged as one.
    await setImmediate();
  }
  const resumed = await peer.open(http.url, begun.lastId);
  expect(await resumed.rest()).toMatchObject([
    { params: { progress: 1 } },
    { id: "r-1", error: {} },
  ]);
  finish.resolve("done");
});
