import { expect, test } from "vitest";
import { createServer } from "../../server.ts";
import { LegacySession } from "../../session/legacy-session.ts";
import { agree } from "../../session/session-record.ts";
import { ManualClock } from "../../time/fixture/manual-clock.ts";
import type { SessionOptions } from "./session-store.ts";
import { SessionStore } from "./session-store.ts";

const server = createServer({ name: "s", version: "1" });
const session = (id: string): LegacySession =>
  new LegacySession(server["~core"], { id, record: agree() });

function create(options: SessionOptions): {
  store: SessionStore;
  clock: ManualClock;
  pass: (milliseconds: number) => void;
} {
  const clock = new ManualClock();
  const store = new SessionStore(options, clock);
  return { store, clock, pass: (milliseconds) => clock.pass(milliseconds) };
}

test("a session unused for too long is ended, and use begins the time anew", () => {
  const { store, pass } = create({ idle: "10m" });
  store.add(session("a"));
  store.add(session("b"));
  pass(9 * 60_000);
  expect(store.use("a")).toBeDefined();
  pass(60_000);
  store.sweep();
  expect(store.use("b")).toBeUndefined();
  expect(store.use("a")).toBeDefined();
  pass(10 * 60_000);
  store.sweep();
  expect(store.size).toBe(0);
});

test("a session with a request or stream open is not idle, and is unused only from its end on", () => {
  const { store, pass } = create({ idle: "10m" });
  store.add(session("a"));
  const entry = store.use("a");
  if (!entry) throw new Error("The session is there");
  entry.open += 1;
  pass(60 * 60_000);
  store.sweep();
  expect(store.size).toBe(1);
  store.release(entry);
  pass(9 * 60_000);
  store.sweep();
  expect(store.size).toBe(1);
  pass(60_000);
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

test("idle sessions are swept as time passes, and a store without sessions schedules nothing", () => {
  const { store, clock, pass } = create({ idle: "30m" });
  store.add(session("a"));
  expect(clock.pending).toBe(1);
  pass(29 * 60_000);
  expect(store.size).toBe(1);
  pass(60_000);
  expect([store.size, clock.pending]).toEqual([0, 0]);
});
