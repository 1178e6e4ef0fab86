import type { FakeClock } from "@mortise/protocol/test-kit";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { createServer } from "../../server.ts";
import { LegacySession } from "../../session/legacy-session.ts";
import { agree } from "../../session/session-record.ts";
import type { SessionOptions } from "./session-store.ts";
import { SessionStore } from "./session-store.ts";

const server = createServer({ name: "s", version: "1" });
const session = (id: string): LegacySession =>
  new LegacySession(server["~core"], { id, record: agree() });

function create(options: SessionOptions): {
  store: SessionStore;
  clock: FakeClock;
} {
  const clock = createFakeClock();
  const store = new SessionStore(options, clock);
  return { store, clock };
}

test("a session unused for too long is ended, and use begins the time anew", async () => {
  const { store, clock } = create({ idle: "10m" });
  store.add(session("a"));
  store.add(session("b"));
  await clock.advance(9 * 60_000);
  expect(store.use("a")).toBeDefined();
  await clock.advance(60_000);
  store.sweep();
  expect(store.use("b")).toBeUndefined();
  expect(store.use("a")).toBeDefined();
  await clock.advance(10 * 60_000);
  store.sweep();
  expect(store.size).toBe(0);
});

test("a session with a request or stream open is not idle, and is unused only from its end on", async () => {
  const { store, clock } = create({ idle: "10m" });
  store.add(session("a"));
  const entry = store.use("a");
  if (!entry) throw new Error("The session is there");
  entry.open += 1;
  await clock.advance(60 * 60_000);
  store.sweep();
  expect(store.size).toBe(1);
  store.release(entry);
  await clock.advance(9 * 60_000);
  store.sweep();
  expect(store.size).toBe(1);
  await clock.advance(60_000);
  store.sweep();
  expect(store.size).toBe(0);
  store.close();
});

test("over the cap, the session unused for longest makes room", () => {
  const { store } = create({ max: 2 });
  store.add(session("a"));
  store.add(session("b"));
  store.use("a");
  expect(store.add(session("c"))).toBe(true);
  expect([store.use("a"), store.use("b"), store.use("c")].map(Boolean)).toEqual([
    true,
    false,
    true,
  ]);
  store.close();
  expect(store.size).toBe(0);
});

test("sessions in use are never evicted, so a full store says no", () => {
  const { store } = create({ max: 1 });
  store.add(session("a"));
  const entry = store.use("a");
  if (!entry) throw new Error("The session is there");
  entry.open += 1;
  expect(store.add(session("b"))).toBe(false);
  store.release(entry);
  expect(store.add(session("b"))).toBe(true);
  expect(store.end("a")).toBe(false);
  expect(store.end("b")).toBe(true);
});

test("idle sessions are swept as time passes, and a store without sessions schedules nothing", async () => {
  const { store, clock } = create({ idle: "30m" });
  store.add(session("a"));
  expect(clock.pending).toHaveLength(1);
  await clock.advance(29 * 60_000);
  expect(store.size).toBe(1);
  await clock.advance(60_000);
  expect([store.size, clock.pending]).toEqual([0, []]);
});
