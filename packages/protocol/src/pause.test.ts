import { expect, test } from "vitest";
import { pause } from "./pause.ts";
import { createFakeClock } from "./test-kit/fake-clock.ts";

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

test("a pause without a signal lasts as long as it says", async () => {
  const clock = createFakeClock();
  const waiting = pause(500, { clock });
  await clock.advance(500);
  expect(await waiting).toBe(true);
});
