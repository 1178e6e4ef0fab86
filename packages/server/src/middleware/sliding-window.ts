import type { KeyValueStore } from "@mortise/protocol";

/** How much may be taken in how much time. */
export interface WindowLimit {
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * Takes `cost` from the budget of the sliding window; returns 0, or the milliseconds after which the
 * same would be admitted if nothing else is taken meanwhile.
 *
 * Two counters approximate the sliding window: that of the current fixed window, and that of the one
 * before, weighted by how much of it the sliding window still covers. A refused cost is given
 * back, so that repeated requests do not extend the refusal.
 */
export async function takeFromWindow(
  values: KeyValueStore,
  key: string,
  { limit, windowMs }: WindowLimit,
  { cost, now }: { readonly cost: number; readonly now: number },
): Promise<number> {
  const index = Math.floor(now / windowMs);
  const elapsedMs = now - index * windowMs;
  const current = `${key}:${index}`;
  const ttlMs = 2 * windowMs;
  const [before, taken] = await Promise.all([
    values.increment(`${key}:${index - 1}`, 0, ttlMs),
    values.increment(current, cost, ttlMs),
  ]);
  // Multiplied out, because whole numbers are compared exactly.
  if (before * (windowMs - elapsedMs) <= (limit - taken) * windowMs) return 0;
  await values.increment(current, -cost, ttlMs);
  // Above the limit there is only what is being refused, too, and given back.
  const waitMs =
    taken <= limit
      ? timeToFall(before, limit - taken, windowMs) - elapsedMs
      : windowMs - elapsedMs + timeToFall(Math.min(taken - cost, limit), limit - cost, windowMs);
  return Math.max(1, Math.ceil(waitMs));
}

/** When what was taken in the window before weighs no more than `rest`, in milliseconds of a window. */
function timeToFall(before: number, rest: number, windowMs: number): number {
  return before <= rest ? 0 : (windowMs * (before - rest)) / before;
}
