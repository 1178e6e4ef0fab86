import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { pause } from "./pause.ts";
import { startTimeLimit } from "./time-limit.ts";

test("a pause resolves with true when its time is over", async () => {
  const clock = createFakeClock();
  const waiting = pause(500, { clock, signal: new AbortController().signal });
  await clock.advance(500);
  expect(await waiting).toBe(true);
});

test("a pause that is aborted resolves with false and leaves no timer behind", async () => {
  const clock = createFakeClock();
  const controller = new AbortController();
  const waiting = pause(500, { clock, signal: controller.signal });
  controller.abort();
  expect(await waiting).toBe(false);
  expect(clock.pending).toEqual([]);
});

test("a pause under a signal that is aborted already does not wait", async () => {
  const clock = createFakeClock();
  expect(await pause(500, { clock, signal: AbortSignal.abort() })).toBe(false);
  expect(clock.pending).toEqual([]);
});

test("a time limit aborts with a TimeoutError that says how long it was", async () => {
  const clock = createFakeClock();
  const { signal } = startTimeLimit(2000, clock);
  await clock.advance(2000);
  expect(signal.reason).toMatchObject({
    name: "TimeoutError",
    message: "No answer within 2000 ms",
  });
});

test("a time limit that was cleared never aborts", async () => {
  const clock = createFakeClock();
  const { signal, clear } = startTimeLimit(2000, clock);
  clear();
  await clock.advance(5000);
  expect(signal.aborted).toBe(false);
});
