/** How a call back is scheduled. */
export interface ScheduleOptions {
  /** Does not keep the process alive until the call back. Default `false`. */
  readonly isBackground?: boolean;
}

/**
 * Gives the time and calls back later; tests pass a fake one.
 *
 * Times are milliseconds and may have fractions. `now` orders nothing: it jumps when the system's
 * time is set. Durations and deadlines are measured with `monotonic`.
 */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Milliseconds since a fixed moment; never goes back. */
  monotonic(): number;
  /** Calls `callback` once after `milliseconds`, unless the returned function is called first. */
  schedule(milliseconds: number, callback: () => void, options?: ScheduleOptions): () => void;
}

/** The longest delay that the platform's timers take; they fire a longer one at once. */
const MAX_DELAY = 2 ** 31 - 1;

/** The platform's clock. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(milliseconds, callback, options) {
    const isBackground = options?.isBackground === true;
    // Every request with a deadline comes here, so that the usual case takes no detour.
    if (milliseconds > MAX_DELAY || isBackground) {
      return startLongTimer(milliseconds, callback, { isBackground });
    }
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
} satisfies Clock);

/** Starts a timer of any length, one after another where the platform's are too short. */
function startLongTimer(
  milliseconds: number,
  callback: () => void,
  { isBackground }: Required<ScheduleOptions>,
): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let leftMs = milliseconds;
  const arm = (): void => {
    const delay = Math.min(leftMs, MAX_DELAY);
    leftMs -= delay;
    timer = setTimeout(() => (leftMs > 0 ? arm() : callback()), delay);
    if (isBackground) release(timer);
  };
  arm();
  return () => clearTimeout(timer);
}

/** Browsers and workers have numbers for timers, and no process that they keep alive. */
function release(timer: unknown): void {
  (timer as { unref?: () => void }).unref?.();
}
