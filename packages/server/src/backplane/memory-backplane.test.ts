import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test, vi } from "vitest";
import { createMemoryBackplane } from "./memory-backplane.ts";

const LONG = 600_000;

test("beyond the limit of values the oldest goes", async () => {
  const { values } = createMemoryBackplane({ maxKeys: 3 });
  for (const key of ["a", "b", "c"]) await values.set(key, key, LONG);
  await values.set("a", "again", LONG);
  await values.set("d", "d", LONG);
  const kept = await Promise.all(["a", "b", "c", "d"].map((key) => values.get(key)));
  expect(kept).toEqual(["again", undefined, "c", "d"]);
});

test("where values are too long together, those set longest ago go, and the newest stays", async () => {
  const { values } = createMemoryBackplane({ maxCharacters: 100 });
  await values.set("a", "x".repeat(40), LONG);
  await values.set("b", "x".repeat(40), LONG);
  await values.set("c", "x".repeat(40), LONG);
  expect(await values.get("a")).toBeUndefined();
  expect(await values.get("b")).toHaveLength(40);
  await values.set("huge", "x".repeat(500), LONG);
  expect(await values.get("c")).toBeUndefined();
  expect(await values.get("huge")).toHaveLength(500);
  await values.set("small", "x", LONG);
  expect(await values.get("huge")).toBeUndefined();
  expect(await values.get("small")).toBe("x");
});

test("a value that is replaced or deleted gives its room back", async () => {
  const { values } = createMemoryBackplane({ maxCharacters: 100 });
  await values.set("kept", "value", LONG);
  for (let round = 0; round < 50; round += 1) {
    await values.set("other", "x".repeat(60), LONG);
    if (round % 2) await values.delete("other");
  }
  expect(await values.get("kept")).toBe("value");
});

test("beyond the limit of streams, or of their characters, the one longest without an event goes", async () => {
  const { events } = createMemoryBackplane({ maxStreams: 2, maxCharacters: 100 });
  const add = (stream: string, sequence: number, length = 1): Promise<void> =>
    events.append(stream, [{ sequence, message: "x".repeat(length) }], LONG);
  const kept = async (): Promise<readonly number[]> =>
    Promise.all(["a", "b", "c"].map(async (stream) => (await events.read(stream, 0)).length));
  await add("a", 1);
  await add("b", 1);
  await add("a", 2);
  await add("c", 1);
  expect(await kept()).toEqual([2, 0, 1]);
  await add("c", 2, 98);
  expect(await kept()).toEqual([0, 0, 2]);
});

test("values that expire schedule nothing, and are removed as others come", async () => {
  const clock = createFakeClock();
  const { values } = createMemoryBackplane({ maxKeys: 1_000, clock });
  for (let index = 0; index < 5_000; index += 1) {
    await clock.advance(1);
    await values.set(`${index}`, "value", 10);
    await values.increment(`${index}`, 1, 10);
  }
  expect(clock.pending).toEqual([]);
  expect(await values.get("4999")).toBe("value");
  expect(await values.get("4980")).toBeUndefined();
});

test("a value and a stream are there until their time is over", async () => {
  const clock = createFakeClock();
  const { values, events } = createMemoryBackplane({ clock });
  await values.set("key", "value", 10);
  await events.append("stream", [{ sequence: 1, message: "event" }], 10);
  await clock.advance(9);
  expect([await values.get("key"), (await events.read("stream", 0)).length]).toEqual(["value", 1]);
  await clock.advance(1);
  expect([await values.get("key"), (await events.read("stream", 0)).length]).toEqual([
    undefined,
    0,
  ]);
});

test("the error of a listener goes to onError", async () => {
  const onError = vi.fn();
  const { bus } = createMemoryBackplane({ onError });
  const fault = new Error("a listener's fault");
  await bus.subscribe("topic", () => {
    throw fault;
  });
  await bus.publish("topic", "message");
  expect(onError).toHaveBeenCalledExactlyOnceWith(fault);
});

test("an event longer than a stream may be is kept until the next one", async () => {
  const { events } = createMemoryBackplane({ maxStreamCharacters: 100 });
  await events.append("stream", [{ sequence: 1, message: "x".repeat(500) }], LONG);
  expect(await events.read("stream", 0)).toMatchObject([{ sequence: 1 }]);
  await events.append("stream", [{ sequence: 2, message: "y" }], LONG);
  expect(await events.read("stream", 0)).toMatchObject([{ sequence: 2 }]);
});

test("a counter expires after its first increment, whatever follows", async () => {
  const clock = createFakeClock();
  const { values } = createMemoryBackplane({ clock });
  expect(await values.increment("count", 1, 1_000)).toBe(1);
  await clock.advance(600);
  expect(await values.increment("count", 1, 1_000)).toBe(2);
  await clock.advance(400);
  expect(await values.increment("count", 1, 1_000)).toBe(1);
});
