import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { startTimeLimit } from "./time-limit.ts";

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
