import type { Clock } from "@mortise/protocol";

/** How to wait. */
export interface PauseOptions {
  /** Counts the time. */
  readonly clock: Clock;
  /** Ends the wait early. */
  readonly signal: AbortSignal;
}

/** Resolves with `true` after `milliseconds`, or with `false` as soon as the signal aborts. */
export async function pause(
  milliseconds: number,
  { clock, signal }: PauseOptions,
): Promise<boolean> {
  if (signal.aborted) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.schedule(milliseconds, () => resolve(true));
  const stop = (): void => resolve(false);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await promise;
  } finally {
    cancel();
    signal.removeEventListener("abort", stop);
  }
}
