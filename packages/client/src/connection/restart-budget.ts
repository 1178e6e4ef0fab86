import type { Clock } from "@mortise/protocol";

/** How many times a connection is opened anew within {@link WINDOW_MS}. */
const MAX_RESTARTS = 5;
const WINDOW_MS = 60_000;
const FIRST_DELAY_MS = 100;

/** Keeps a server that crashes again and again from being restarted without end. */
export class RestartBudget {
  readonly #clock: Clock;
  #restarts: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Takes one restart; returns the milliseconds to wait before it, or `undefined` if five were
   * taken within the last minute. The first restart does not wait, each further one waits longer.
   */
  take(): number | undefined {
    const now = this.#clock.monotonic();
    this.#restarts = this.#restarts.filter((time) => now - time < WINDOW_MS);
    const count = this.#restarts.length;
    if (count >= MAX_RESTARTS) return undefined;
    this.#restarts.push(now);
    return count === 0 ? 0 : FIRST_DELAY_MS * 2 ** (count - 1);
  }
}
