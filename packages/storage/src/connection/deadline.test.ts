import { expect, test } from "vitest";
import { ManualClock } from "../fixture/manual-clock.ts";
import { pause, within } from "./deadline.ts";

const late = (): Error => new Error("too late");

test("a promise in time settles as it does, and leaves no timer", async () => {
  const clock = new ManualClock();
  const deadline = { clock, ms: 100, late };
  await expect(within(Promise.resolve(7), deadline)).resolves.toBe(7);
  await expect(within(Promise.reject(new Error("failed")), deadline)).rejects.toThrow("failed");
  expect(clock.waiting).toEqual([]);
});

test("a promise that takes longer is given up at the deadline, not before", async () => {
  const clock = new ManualClock();
  const outcomes: string[] = [];
  const never = new Promise<string>(() => undefined);
  const waiting = within(never, { clock, ms: 100, late }).catch(({ message }) => {
    outcomes.push(message);
  });
  await clock.pass(99);
  expect(outcomes).toEqual([]);
  await clock.pass(1);
  await waiting;
  expect(outcomes).toEqual(["too late"]);
});

test("a pause lasts as long as it says", async () => {
  const clock = new ManualClock();
  let isOver = false;
  const pausing = pause(clock, 50).then(() => {
    isOver = true;
  });
  await clock.pass(49);
  expect(isOver).toBe(false);
  await clock.pass(1);
  await pausing;
});
