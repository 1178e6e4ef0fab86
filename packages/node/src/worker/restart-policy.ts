import type { Clock } from "@mortise/protocol";

const FIRST_MS = 50;
const LONGEST_MS = 5_000;
const WINDOW_MS = 60_000;
const RESTARTS_PER_WORKER = 5;

/**
 * Decides whether and when a worker that exited is replaced: five times for each worker within a
 * minute, each time after twice the delay of the last, up to five seconds.
 */
export class RestartPolicy {
  /** The exits within a minute after which workers are no longer replaced. */
  readonly limit: number;
  readonly #clock: Clock;
  #exits: number[] = [];

  constructor(workers: number, clock: Clock) {
    this.limit = workers * RESTARTS_PER_WORKER;
    this.#clock = clock;
  }

  /** Counts an exit; returns the milliseconds before the replacement, `undefined` above the limit. */
  next(): number | undefined {
    const now = this.#clock.monotonic();
    this.#exits = this.#exits.filter((time) => time > now - WINDOW_MS);
    this.#exits.push(now);
    if (this.#exits.length > this.limit) return undefined;
    return Math.min(FIRST_MS * 2 ** (this.#exits.length - 1), LONGEST_MS);
  }
}
