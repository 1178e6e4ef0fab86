import type { FakeClock } from "@mortise/protocol/test-kit";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { Deadline } from "./deadline.ts";

function start(
  milliseconds: number,
  maxMilliseconds?: number,
): {
  clock: FakeClock;
  deadline: Deadline;
  expired: () => number;
} {
  const clock = createFakeClock();
  let count = 0;
  const expire = (): void => {
    count += 1;
  };
  const deadline = new Deadline(milliseconds, { clock, expire, maxMilliseconds });
  return { clock, deadline, expired: () => count };
}

test("a deadline expires once, when its time is over", async () => {
  const { clock, expired } = start(100);
  await clock.advance(99);
  expect(expired()).toBe(0);
  await clock.advance(1);
  await clock.advance(1000);
  expect(expired()).toBe(1);
});

test("a pause takes no time away, and pauses within a pause count as one", async () => {
  const { clock, deadline, expired } = start(100);
  await clock.advance(60);
  deadline.pause();
  deadline.pause();
  await clock.advance(1000);
  deadline.resume();
  await clock.advance(1000);
  expect(expired()).toBe(0);
  deadline.resume();
  await clock.advance(39);
  expect(expired()).toBe(0);
  await clock.advance(1);
  expect(expired()).toBe(1);
});

test("a resume without a pause starts no second countdown that outlives the first", async () => {
  const { clock, deadline, expired } = start(100);
  deadline.clear();
  deadline.resume();
  await clock.advance(1000);
  expect(expired()).toBe(0);
});

test("a deadline that was cleared during a pause stays cleared", async () => {
  const { clock, deadline, expired } = start(100);
  deadline.pause();
  deadline.clear();
  deadline.resume();
  await clock.advance(1000);
  expect(expired()).toBe(0);
  expect(clock.pending).toEqual([]);
});

test("a deadline of Infinity schedules nothing", () => {
  expect(start(Number.POSITIVE_INFINITY).clock.pending).toEqual([]);
});

test("a renewal gives the time again, up to the longest time, which pauses do not use up", async () => {
  const { clock, deadline, expired } = start(100, 250);
  await clock.advance(90);
  deadline.renew();
  await clock.advance(90);
  deadline.pause();
  await clock.advance(1000);
  deadline.resume();
  expect(expired()).toBe(0);
  deadline.renew();
  await clock.advance(69);
  expect({ expired: expired(), isOver: deadline.isOver }).toEqual({ expired: 0, isOver: false });
  await clock.advance(1);
  expect({ expired: expired(), isSpent: deadline.isSpent }).toEqual({ expired: 1, isSpent: true });
});

test("without a longest time, or after its end, a renewal extends nothing", async () => {
  const { clock, deadline, expired } = start(100);
  await clock.advance(90);
  deadline.renew();
  await clock.advance(10);
  deadline.renew();
  await clock.advance(1000);
  expect({ expired: expired(), isSpent: deadline.isSpent }).toEqual({ expired: 1, isSpent: false });
});

test("a renewal within a pause does not start the count, and one after clear neither", async () => {
  const { clock, deadline, expired } = start(100, 1000);
  deadline.pause();
  deadline.renew();
  await clock.advance(1000);
  expect(expired()).toBe(0);
  deadline.clear();
  deadline.renew();
  deadline.resume();
  await clock.advance(1000);
  expect({ expired: expired(), pending: clock.pending }).toEqual({ expired: 0, pending: [] });
});
