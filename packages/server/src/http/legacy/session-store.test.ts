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

/** Adds sessions `<holder>1`, `<holder>2` and so on, each used once and with `open` requests open. */
function fill(store: SessionStore, holder: string, count: number, { open = 0 } = {}): void {
  for (let index = 1; index <= count; index += 1) {
    store.add(session(`${holder}${index}`), holder);
    const entry = store.use(`${holder}${index}`);
    if (entry) entry.open = open;
  }
}

const left = (store: SessionStore, ...ids: readonly string[]): readonly string[] =>
  ids.filter((id) => store.peek(id) !== undefined);

test("over the cap, the caller with most sessions makes room, not the one unused for longest", () => {
  const { store } = create({ max: 6 });
  fill(store, "ann", 1);
  fill(store, "bob", 5);
  fill(store, "bob", 20);
  expect(left(store, "ann1", "bob1", "bob20")).toEqual(["ann1", "bob20"]);
  fill(store, "eve", 2);
  expect(left(store, "ann1", "eve1", "eve2")).toEqual(["ann1", "eve1", "eve2"]);
  expect(store.size).toBe(6);
  store.close();
});

test("of one caller's sessions those that were never used make room first", () => {
  const { store } = create({ max: 4 });
  for (const id of ["used", "unused"]) store.add(session(id), "ann");
  store.use("used");
  for (let index = 0; index < 10; index += 1) store.add(session(`more${index}`), "ann");
  expect(left(store, "used", "unused")).toEqual(["used"]);
  store.close();
});

test("a caller that holds the whole store with sessions in use makes room for others", () => {
  const { store } = create({ max: 4 });
  fill(store, "eve", 4, { open: 1 });
  expect(store.add(session("eve5"), "eve")).toBe(false);
  expect(store.add(session("ann1"), "ann")).toBe(true);
  expect(store.add(session("bob1"), "bob")).toBe(true);
  expect(left(store, "eve1", "eve2", "eve3", "eve4")).toEqual(["eve3", "eve4"]);
  // Those with no more than others have are safe while they are in use.
  const { store: fair } = create({ max: 2 });
  fill(fair, "ann", 1, { open: 1 });
  fill(fair, "bob", 1, { open: 1 });
  expect(fair.add(session("eve1"), "eve")).toBe(false);
  store.close();
  fair.close();
});

test("where sessions hold too much together, those of the caller that holds most end", () => {
  const clock = createFakeClock();
  const store = new SessionStore({}, clock, 20_000);
  const large = (id: string): LegacySession => {
    const record = agree({ clientInfo: { name: "x".repeat(6_000) } });
    return new LegacySession(server["~core"], { id, record });
  };
  store.add(session("ann1"), "ann");
  for (let index = 1; index <= 5; index += 1) store.add(large(`eve${index}`), "eve");
  expect(left(store, "ann1", "eve1", "eve2", "eve3", "eve4", "eve5")).toEqual([
    "ann1",
    "eve3",
    "eve4",
    "eve5",
  ]);
  store.close();
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
