import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { within } from "./deadline.ts";

const late = (): Error => new Error("too late");

test("a promise in time settles as it does, and leaves no timer", async () => {
  const clock = createFakeClock();
  const deadline = { clock, ms: 100, late };
  await expect(within(Promise.resolve(7), deadline)).resolves.toBe(7);
  await expect(within(Promise.reject(new Error("failed")), deadline)).rejects.toThrow("failed");
  expect(clock.pending).toEqual([]);
});

test("a promise that takes longer is given up at the deadline, not before", async () => {
  const clock = createFakeClock();
  const outcomes: string[] = [];
  const never = new Promise<string>(() => undefined);
  const waiting = within(never, { clock, ms: 100, late }).catch(({ message }) => {
    outcomes.push(message);
  });
  await clock.advance(99);
  expect(outcomes).toEqual([]);
  await clock.advance(1);
  await waiting;
  expect(outcomes).toEqual(["too late"]);
});
