import { expect, test, vi } from "vitest";
import { MAX_BUS_MESSAGE } from "../backplane/event-bus.ts";
import { MAX_KEY } from "../backplane/key-value-store.ts";
import { createBackplane } from "./create-backplane.ts";

/** A backplane whose parts count their calls. */
function create() {
  const called = vi.fn(async () => undefined as never);
  const parts = {
    kind: "test",
    isShared: false,
    values: { get: called, set: called, replace: called, delete: called, increment: called },
    bus: { publish: called, subscribe: called },
    events: { append: called, read: called, delete: called },
    close: vi.fn(async () => undefined),
  };
  return { backplane: createBackplane(parts), called, parts };
}

const INVALID = { code: "INVALID_OPTION" };
const TTL = 1_000;
const receive = (): void => undefined;

test.each(["", "x".repeat(MAX_KEY + 1), "nul \u0000", "half \ud800"])(
  "a key, topic or stream called %j is refused before a part is called",
  async (key) => {
    const { backplane, called } = create();
    const { values, bus, events } = backplane;
    await expect(values.get(key)).rejects.toMatchObject(INVALID);
    await expect(values.set(key, "", TTL)).rejects.toMatchObject(INVALID);
    await expect(values.replace(key, undefined, "", TTL)).rejects.toMatchObject(INVALID);
    await expect(values.delete(key)).rejects.toMatchObject(INVALID);
    await expect(values.increment(key, 1, TTL)).rejects.toMatchObject(INVALID);
    await expect(bus.publish(key, "")).rejects.toMatchObject(INVALID);
    await expect(bus.subscribe(key, receive)).rejects.toMatchObject(INVALID);
    await expect(events.append(key, [], TTL)).rejects.toMatchObject(INVALID);
    await expect(events.read(key, 0)).rejects.toMatchObject(INVALID);
    await expect(events.delete(key)).rejects.toMatchObject(INVALID);
    expect(called).not.toHaveBeenCalled();
  },
);

test("a key of the greatest length and an empty value are accepted", async () => {
  const { backplane, called } = create();
  await backplane.values.set("x".repeat(MAX_KEY), "", TTL);
  await backplane.bus.publish("t", "x".repeat(MAX_BUS_MESSAGE));
  expect(called).toHaveBeenCalledTimes(2);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e14])(
  "a time to live of %d is refused",
  async (ttlMs) => {
    const { backplane, called } = create();
    const { values, events } = backplane;
    await expect(values.set("k", "", ttlMs)).rejects.toThrow(/ttlMs must be more than 0/);
    await expect(values.replace("k", "", "", ttlMs)).rejects.toMatchObject(INVALID);
    await expect(values.increment("k", 1, ttlMs)).rejects.toMatchObject(INVALID);
    await expect(events.append("s", [], ttlMs)).rejects.toMatchObject(INVALID);
    expect(called).not.toHaveBeenCalled();
  },
);

test("text that UTF-8 or PostgreSQL cannot carry is refused everywhere", async () => {
  const { backplane, called } = create();
  const { values, bus, events } = backplane;
  for (const text of ["\u0000", "\udc00"]) {
    await expect(values.set("k", text, TTL)).rejects.toMatchObject(INVALID);
    await expect(values.replace("k", text, "", TTL)).rejects.toMatchObject(INVALID);
    await expect(values.replace("k", "", text, TTL)).rejects.toMatchObject(INVALID);
    await expect(bus.publish("t", text)).rejects.toMatchObject(INVALID);
    const event = { sequence: 1, message: text };
    await expect(events.append("s", [event], TTL)).rejects.toMatchObject(INVALID);
  }
  expect(called).not.toHaveBeenCalled();
});

test("a message that is too long is refused with the way out", async () => {
  const { backplane, called } = create();
  const publishing = backplane.bus.publish("t", "x".repeat(MAX_BUS_MESSAGE + 1));
  await expect(publishing).rejects.toThrow(/has 2001; store a longer text as a value/);
  expect(called).not.toHaveBeenCalled();
});

test.each([0.5, Number.NaN, 2 ** 53])("a number of %d is refused", async (number) => {
  const { backplane, called } = create();
  const { values, events } = backplane;
  await expect(values.increment("k", number, TTL)).rejects.toThrow(/must be a whole number/);
  await expect(events.read("s", number)).rejects.toMatchObject(INVALID);
  const event = { sequence: number, message: "{}" };
  await expect(events.append("s", [event], TTL)).rejects.toMatchObject(INVALID);
  expect(called).not.toHaveBeenCalled();
});

test.each([[[0]], [[-1]], [[2, 1]], [[3, 3]]])(
  "events numbered %j are refused",
  async (sequences) => {
    const { backplane, called } = create();
    const events = sequences.map((sequence) => ({ sequence, message: "{}" }));
    const appending = backplane.events.append("s", events, TTL);
    await expect(appending).rejects.toThrow(/numbered upwards from 1/);
    expect(called).not.toHaveBeenCalled();
  },
);

test("the parts are closed once, and later calls are refused", async () => {
  const { backplane, called, parts } = create();
  await Promise.all([backplane.close(), backplane.close()]);
  await backplane[Symbol.asyncDispose]();
  expect(parts.close).toHaveBeenCalledOnce();
  const { values, bus, events } = backplane;
  const closed = { code: "CLOSED", message: "The backplane (test) is closed" };
  await expect(values.get("k")).rejects.toMatchObject(closed);
  await expect(values.set("k", "", TTL)).rejects.toMatchObject(closed);
  await expect(values.replace("k", "", "", TTL)).rejects.toMatchObject(closed);
  await expect(values.delete("k")).rejects.toMatchObject(closed);
  await expect(values.increment("k", 1, TTL)).rejects.toMatchObject(closed);
  await expect(bus.publish("t", "")).rejects.toMatchObject(closed);
  await expect(bus.subscribe("t", receive)).rejects.toMatchObject(closed);
  await expect(events.append("s", [], TTL)).rejects.toMatchObject(closed);
  await expect(events.read("s", 0)).rejects.toMatchObject(closed);
  await expect(events.delete("s")).rejects.toMatchObject(closed);
  expect(called).not.toHaveBeenCalled();
});
