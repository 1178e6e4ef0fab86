import { setImmediate as turn } from "node:timers/promises";
import type { Clock, Duration } from "@mortise/protocol";
import { MortiseError, parseDuration } from "@mortise/protocol";

/** A clock that a test moves by hand; it goes wherever Mortise takes a clock, such as `createAgent({ clock })`. */
export interface FakeClock extends Clock {
  /** Milliseconds since the clock was made, plus where it started. Bound: `{ now: clock.now }` works too. */
  readonly now: () => number;
  /** The same as {@link FakeClock.now}: the fake time never goes back. */
  readonly monotonic: () => number;
  /** Calls back when the clock has been moved that far, unless the returned function is called first. */
  readonly schedule: (milliseconds: number, callback: () => void) => () => void;
  /** What is waited for, soonest first: milliseconds from now. */
  readonly pending: readonly number[];
  /**
   * Moves the time on and calls back what falls due, in order, each at its own time.
   *
   * What a callback sets off is let run before the next one is called, and may schedule more within
   * the same move. Takes `"30s"` or milliseconds.
   */
  advance(duration: Duration): Promise<void>;
  /**
   * Resolves when somebody waits for that long, whenever they began; at once when somebody does.
   *
   * This is how a test knows that the code it drives has come to its waiting: `await
   * clock.waitFor("60s")`, then `await clock.advance("60s")`.
   */
  waitFor(duration: Duration): Promise<void>;
}

/** Settings of a {@link FakeClock}. */
export interface FakeClockOptions {
  /** What the clock shows at first, in milliseconds; default 0. */
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

/** How many callbacks one move may make; a callback that schedules itself for now would never end. */
const MAX_CALLBACKS = 100_000;

/** Makes a clock that stands still until it is moved. */
export function createFakeClock({ start = 0 }: FakeClockOptions = {}): FakeClock {
  let time = start;
  let watches: readonly Watch[] = [];
  // In the order of their scheduling, which is kept among those that are due together.
  const timers = new Set<Timer>();
  const next = (until: number): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (timer.due <= until && (first === undefined || timer.due < first.due)) first = timer;
    }
    return first;
  };
  return {
    now: () => time,
    monotonic: () => time,
    schedule(milliseconds, callback) {
      const delay = Math.max(0, milliseconds);
      const timer = { due: time + delay, delay, callback };
      timers.add(timer);
      for (const watch of watches) if (watch.delay === delay) watch.resolve();
      watches = watches.filter((watch) => watch.delay !== delay);
      return () => timers.delete(timer);
    },
    get pending() {
      return [...timers].map(({ due }) => due - time).sort((one, other) => one - other);
    },
    async advance(duration) {
      const until = time + parseDuration(duration);
      await turn();
      for (let calls = 0; ; calls += 1) {
        const timer = next(until);
        if (timer === undefined) break;
        if (calls === MAX_CALLBACKS) {
          throw new MortiseError(
            "INVALID_OPTION",
            `One move of the fake clock made ${MAX_CALLBACKS} callbacks, and more are due; something schedules itself without end`,
          );
        }
        timers.delete(timer);
        time = timer.due;
        timer.callback();
        await turn();
      }
      time = until;
    },
    waitFor(duration) {
      const delay = parseDuration(duration);
      for (const timer of timers) if (timer.delay === delay) return Promise.resolve();
      return new Promise((resolve) => {
        watches = [...watches, { delay, resolve }];
      });
    },
  };
}
