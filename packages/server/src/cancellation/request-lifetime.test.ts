import { systemClock } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { nextTurn } from "../time/next-turn.ts";
import { RequestLifetime } from "./request-lifetime.ts";

const late = (): Error => new Error("late");
const never = new Promise<never>(() => undefined);

/** Observes whether a promise has settled after all callbacks that are ready. */
function watch(promise: Promise<unknown>): () => Promise<boolean> {
  let isSettled = false;
  const settle = (): void => {
    isSettled = true;
  };
  promise.then(settle, settle);
  return async () => {
    await new Promise<void>((resolve) => nextTurn(resolve));
    return isSettled;
  };
}

test("work that takes too long is aborted, and its signal has the reason", async () => {
  const lifetime = new RequestLifetime(systemClock);
  await expect(lifetime.guard(never, 5, late)).rejects.toThrow("late");
  expect(lifetime.signal.reason).toMatchObject({ message: "late" });
});

test("the deadline stands still during a hold", async () => {
  const clock = createFakeClock();
  const lifetime = new RequestLifetime(clock);
  const user = Promise.withResolvers<string>();
  const work = lifetime.hold(user.promise).then(() => never);
  const isSettled = watch(lifetime.guard(work, 100, late));
  await clock.advance(10_000);
  expect(await isSettled()).toBe(false);
  user.resolve("Ada");
  await isSettled();
  await clock.advance(99);
  expect(await isSettled()).toBe(false);
  await clock.advance(1);
  expect(await isSettled()).toBe(true);
});

test("a hold in the middle leaves the time that was left before it", async () => {
  const clock = createFakeClock();
  const lifetime = new RequestLifetime(clock);
  const isSettled = watch(lifetime.guard(never, 100, late));
  await clock.advance(60);
  const user = Promise.withResolvers<void>();
  const held = lifetime.hold(user.promise);
  await clock.advance(500);
  user.resolve();
  await held;
  await clock.advance(39);
  expect(await isSettled()).toBe(false);
  await clock.advance(1);
  expect(await isSettled()).toBe(true);
});

test("nothing stays scheduled for a request that is aborted during a hold", async () => {
  const clock = createFakeClock();
  const lifetime = new RequestLifetime(clock);
  const user = Promise.withResolvers<void>();
  const outcome = lifetime.guard(never, 100, late);
  const held = lifetime.hold(user.promise);
  lifetime.abort(new Error("gone"));
  await expect(outcome).rejects.toThrow("gone");
  user.resolve();
  await held;
  expect(clock.pending).toEqual([]);
});

test("a deadline of Infinity schedules nothing", () => {
  const clock = createFakeClock();
  void new RequestLifetime(clock).guard(never, Number.POSITIVE_INFINITY, late);
  expect(clock.pending).toEqual([]);
});
