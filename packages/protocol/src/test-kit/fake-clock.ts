import type { Clock } from "../clock.ts";
import type { Duration } from "../duration.ts";
import { parseDuration } from "../duration.ts";
import { MortiseError } from "../error/mortise-error.ts";

/**
 * A clock that stands still until a test moves it. Pass it wherever Mortise takes a `clock`, such as
 * `createServer({ clock })`. Its methods are bound.
 */
export interface FakeClock extends Clock {
  /** The wall time in milliseconds since 1970; moves with {@link advance} and {@link setNow}. */
  readonly now: () => number;
  /** Milliseconds since the clock was created; moves with {@link advance} alone. */
  readonly monotonic: () => number;
  /** Calls back when the fake time has come. */
  readonly schedule: Clock["schedule"];
  /** The delays that are left until each scheduled callback, in milliseconds, soonest first. */
  readonly pending: readonly number[];
  /**
   * Moves both times forward and runs the callbacks that fall due, in order, each at its own time.
   *
   * Promises settle between two callbacks, and a callback may schedule more within the same move.
   * Takes `"30s"` or milliseconds.
   *
   * @throws MortiseError `INVALID_OPTION` after 100,000 callbacks in one move.
   */
  advance(duration: Duration): Promise<void>;
  /** Sets the wall time alone, as an operator or NTP does; scheduled callbacks keep their delays. */
  setNow(epochMs: number): void;
  /**
   * Resolves once a callback is scheduled with this delay, at once if one is.
   *
   * A test learns so that the code under test has begun to wait: `await clock.waitFor("60s")`, then
   * `await clock.advance("60s")`.
   */
  waitFor(duration: Duration): Promise<void>;
}

/** Settings of a {@link FakeClock}. */
export interface FakeClockOptions {
  /** The wall time at first, in milliseconds since 1970. Default: 2026-01-01T00:00:00Z. */
  readonly start?: number;
}

interface Timer {
  readonly due: number;
  readonly delay: number;
  readonly callback: () => void;
}

interface Watch {
  readonly delay: number;
  readonly resolve: () => void;
}

/** The limit of callbacks in one move; a callback that schedules itself for now would never end. */
const MAX_CALLBACKS = 100_000;

/** Creates a clock that stands still until it is moved. */
export function createFakeClock({
  start = Date.UTC(2026, 0, 1),
}: FakeClockOptions = {}): FakeClock {
  let elapsed = 0;
  // The wall time at which `elapsed` is 0; differs from it, so that mixing the two fails a test.
  let epoch = start;
  let watches: readonly Watch[] = [];
  // In scheduling order, which decides among timers of the same moment.
  const timers = new Set<Timer>();
  const next = (until: number): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (timer.due <= until && (first === undefined || timer.due < first.due)) first = timer;
    }
    return first;
  };
  return {
    now: () => epoch + elapsed,
    monotonic: () => elapsed,
    schedule(milliseconds, callback) {
      const delay = Math.max(0, milliseconds);
      const timer = { due: elapsed + delay, delay, callback };
      timers.add(timer);
      for (const watch of watches) if (watch.delay === delay) watch.resolve();
      watches = watches.filter((watch) => watch.delay !== delay);
      return () => timers.delete(timer);
    },
    get pending() {
      return [...timers].map(({ due }) => due - elapsed).sort((one, other) => one - other);
    },
    async advance(duration) {
      const until = elapsed + parseDuration(duration, "duration");
      await turn();
      for (let calls = 0; ; calls += 1) {
        const timer = next(until);
        if (timer === undefined) break;
        if (calls === MAX_CALLBACKS) {
          throw new MortiseError(
            "INVALID_OPTION",
            `The fake clock ran ${MAX_CALLBACKS} callbacks in one move, and more are due. Look for a callback that schedules itself without a delay.`,
          );
        }
        timers.delete(timer);
        elapsed = timer.due;
        timer.callback();
        await turn();
      }
      elapsed = until;
    },
    setNow(epochMs) {
      epoch = epochMs - elapsed;
    },
    waitFor(duration) {
      const delay = parseDuration(duration, "duration");
      for (const timer of timers) if (timer.delay === delay) return Promise.resolve();
      return new Promise((resolve) => {
        watches = [...watches, { delay, resolve }];
      });
    },
  };
}

/** Resolves after promises that are settled, and input that has arrived, have had their effects. */
function turn(): Promise<void> {
  const { setImmediate } = globalThis as unknown as { setImmediate(callback: () => void): void };
  return new Promise((resolve) => setImmediate(resolve));
}
