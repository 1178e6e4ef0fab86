import { createFakeClock } from "@mortise/protocol/test-kit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryBackplane } from "../backplane/memory-backplane.ts";
import { takeFromWindow } from "./sliding-window.ts";

const LIMIT = { limit: 10, windowMs: 1000 };

function createWindow() {
  const clock = createFakeClock();
  const { values } = createMemoryBackplane({ clock });
  const take = (cost = 1, limit = LIMIT) =>
    takeFromWindow(values, "k", limit, { cost, now: clock.now() });
  return { clock, take };
}

test("exactly the limit is admitted at once", async () => {
  const { take } = createWindow();
  const waits = await Promise.all(Array.from({ length: 12 }, () => take()));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
});

test("a refused request is not counted, however often it is tried", async () => {
  const { clock, take } = createWindow();
  await take(10);
  for (let time = 0; time < 50; time += 1) expect(await take()).toBe(1100);
  await clock.advance(1100);
  expect(await take()).toBe(0);
});

test("the window slides: the end of one and the beginning of the next admit no double share", async () => {
  const { clock, take } = createWindow();
  await clock.advance(999);
  expect(await take(10)).toBe(0);
  await clock.advance(2);
  expect(await take(10)).toBeGreaterThan(0);
  expect(await take(1)).toBeGreaterThan(0);
});

test("after the time that a refusal names the same is admitted, and not a millisecond before", () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({
        limit: fc.integer({ min: 1, max: 50 }),
        windowMs: fc.integer({ min: 10, max: 100_000 }),
      }),
      fc.array(fc.tuple(fc.nat(5000), fc.nat(49)), { minLength: 1, maxLength: 30 }),
      async (limit, steps) => {
        const { clock, take } = createWindow();
        for (const [pauseMs, share] of steps) {
          await clock.advance(pauseMs);
          const cost = 1 + (share % limit.limit);
          const waitMs = await take(cost, limit);
          if (waitMs === 0) continue;
          expect(waitMs).toBeLessThanOrEqual(2 * limit.windowMs);
          await clock.advance(waitMs - 1);
          expect(await take(cost, limit)).toBe(1);
          await clock.advance(1);
          expect(await take(cost, limit)).toBe(0);
        }
      },
    ),
    { numRuns: 300 },
  ));
