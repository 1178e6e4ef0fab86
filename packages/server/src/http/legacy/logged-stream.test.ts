import type { Clock } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { createMemoryBackplane } from "../../backplane/memory-backplane.ts";
import { Outage } from "../../cluster/outage.ts";
import type { EventStream } from "../exchange/event-stream.ts";
import type { LoggedStreamOptions } from "./logged-stream.ts";
import { LoggedStream } from "./logged-stream.ts";

const GRACE_MS = 1_000;

function createConnection(): EventStream & { sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    prime: (id: string) => sent.push(`prime ${id}`),
    send: (message: string, id: string) => sent.push(`${id} ${message}`),
    retry: (ms: number) => sent.push(`retry ${ms}`),
    end: () => sent.push("end"),
  } as unknown as EventStream & { sent: string[] };
}

function open(
  clock: Clock,
  abandoned: () => void = () => undefined,
  more: Partial<LoggedStreamOptions> = {},
): LoggedStream {
  return new LoggedStream("id", "key", "header", {
    events: createMemoryBackplane().events,
    clock,
    log: () => undefined,
    outage: new Outage(() => undefined),
    graceMs: GRACE_MS,
    isPrimed: true,
    onAbandoned: abandoned,
    onEnd: undefined,
    onOver: () => undefined,
    onStored: () => undefined,
    onBroken: () => undefined,
    ...more,
  });
}

test("a client that was sent away has the announced wait and the grace to come back", () => {
  const clock = createFakeClock();
  const stream = open(clock);
  const connection = createConnection();
  stream.connect(connection);
  stream.send("first");
  stream.release(60_000);
  expect(connection.sent).toEqual(["prime id_1", "id_2 first", "retry 60000", "end"]);
  expect(clock.pending).toEqual([60_000 + GRACE_MS]);
  // The end of the connection that was let go is noticed later, and says nothing about the client.
  stream.disconnected(connection);
  expect(clock.pending).toEqual([60_000 + GRACE_MS]);
  expect(stream.isConnected).toBe(false);
});

test("the end of another connection leaves the client connected", () => {
  const clock = createFakeClock();
  const stream = open(clock);
  const connection = createConnection();
  stream.connect(connection);
  stream.disconnected(createConnection());
  expect(stream.isConnected).toBe(true);
  expect(clock.pending).toEqual([]);
  stream.disconnected(connection);
  expect(stream.isConnected).toBe(false);
  expect(clock.pending).toEqual([GRACE_MS]);
});

test("large events that wait to be stored cost the resumption, and not the memory", async () => {
  const { events } = createMemoryBackplane();
  const storing = Promise.withResolvers<void>();
  const log: string[] = [];
  const isBroken = Promise.withResolvers<void>();
  const stream = open(createFakeClock(), undefined, {
    events: { ...events, append: () => storing.promise, delete: () => Promise.resolve() },
    log: ({ message }) => log.push(message),
    onBroken: isBroken.resolve,
  });
  const connection = createConnection();
  stream.connect(connection);
  const large = "x".repeat(6 * 1024 * 1024);
  for (let count = 0; count < 4; count += 1) stream.send(large);
  await isBroken.promise;
  expect(log).toEqual([expect.stringMatching(/: 4 of its events, with 18874374 characters, wait/)]);
  // The client that is connected gets everything all the same.
  expect(connection.sent.map(({ length }) => length)).toEqual([
    10,
    ...Array(4).fill(large.length + 5),
  ]);
  storing.resolve();
});

test("the events before the first connection are held up to a size, and the one beyond it whole", () => {
  const stream = open(createFakeClock());
  const large = "x".repeat(9 * 1024 * 1024);
  for (let count = 0; count < 4; count += 1) stream.send(large);
  const connection = createConnection();
  stream.connect(connection);
  expect(connection.sent.map(({ length }) => length)).toEqual([
    10,
    ...Array(2).fill(large.length + 5),
  ]);
});
