import { expect, test } from "vitest";
import { EventChannel } from "./event-channel.ts";

test("events are taken in order, before and after the reader waits", async () => {
  const channel = new EventChannel<number>();
  await channel.emit(1);
  const first = await channel.take();
  const second = channel.take();
  await channel.emit(2);
  expect([first, await second]).toEqual([1, 2]);
});

test("a writer that is far ahead waits for room", async () => {
  const channel = new EventChannel<number>();
  let waiting: Promise<void> | undefined;
  for (let event = 0; event < 256; event++) waiting = channel.emit(event);
  let passed = false;
  const done = waiting?.then(() => {
    passed = true;
  });
  await Promise.resolve();
  expect(passed).toBe(false);
  await channel.take();
  await done;
  expect(passed).toBe(true);
});

test("an offer is dropped when there is no room", async () => {
  const channel = new EventChannel<number>();
  for (let event = 0; event < 300; event++) channel.offer(event);
  channel.close();
  let taken = 0;
  while ((await channel.take()) !== undefined) taken += 1;
  expect(taken).toBe(256);
});

test("closing ends the reader and frees the writers", async () => {
  const channel = new EventChannel<number>();
  const next = channel.take();
  channel.close();
  expect(await next).toBeUndefined();
  await channel.emit(1);
  expect(await channel.take()).toBeUndefined();
});
