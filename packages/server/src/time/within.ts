import type { Clock } from "@mortise/protocol";

/** Stands for a value that did not come in time. */
export const LATE: unique symbol = Symbol("late");

/** Settles as `work` does, or resolves with {@link LATE} after `ms` milliseconds. */
export async function within<Value>(
  work: PromiseLike<Value> | Value,
  ms: number,
  clock: Clock,
): Promise<Value | typeof LATE> {
  const { promise, resolve } = Promise.withResolvers<typeof LATE>();
  const cancel = clock.schedule(ms, () => resolve(LATE));
  try {
    return await Promise.race([work, promise]);
  } finally {
    cancel();
  }
}
