import type { Clock } from "./clock.ts";

/** The clock and the end of a pause. */
export interface PauseOptions {
  /** Counts the time. */
  readonly clock: Clock;
  /** Ends the wait early. Default: it lasts as long as it says. */
  readonly signal?: AbortSignal | undefined;
}

/** Resolves with `true` after `milliseconds`, or with `false` as soon as the signal aborts; never rejects. */
export async function pause(
  milliseconds: number,
  { clock, signal }: PauseOptions,
): Promise<boolean> {
  if (signal?.aborted) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.schedule(milliseconds, () => resolve(true));
  const stop = (): void => resolve(false);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await promise;
  } finally {
    cancel();
    signal?.removeEventListener("abort", stop);
  }
}
