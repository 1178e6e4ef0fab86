import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { wait } from "./wait.ts";

test("a wait ends when its time is over, and not before", async () => {
  const clock = createFakeClock();
  let isOver = false;
  const waiting = wait(clock, 100, new AbortController().signal).then(() => {
    isOver = true;
  });
  await clock.advance(99);
  expect(isOver).toBe(false);
  await clock.advance(1);
  expect(isOver).toBe(true);
  await waiting;
});

test("an abort ends a wait with its reason, and leaves no timer", async () => {
  const clock = createFakeClock();
  const controller = new AbortController();
  const waiting = wait(clock, 100, controller.signal);
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(clock.pending).toEqual([]);
});

test("a signal that has aborted ends a wait before it begins", async () => {
  const clock = createFakeClock();
  const reason = new Error("too late");
  await expect(wait(clock, 100, AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(clock.pending).toEqual([]);
});
