const FIRST_MS = 50;
const LONGEST_MS = 5_000;
const WINDOW_MS = 60_000;
const RESTARTS_OF_EACH = 5;

/**
 * Decides whether a worker that died is replaced, and when: five times for each worker within a
 * minute, and each time twice as late as before, up to five seconds.
 */
export class RestartPolicy {
  /** Deaths within a minute that are too many. */
  readonly limit: number;
  readonly #now: () => number;
  #deaths: number[] = [];

  constructor(workers: number, now: () => number = () => performance.now()) {
    this.limit = workers * RESTARTS_OF_EACH;
    this.#now = now;
  }

  /** Takes note of a death; gives the milliseconds to wait, `undefined` when it was one too many. */
  next(): number | undefined {
    const now = this.#now();
    this.#deaths = this.#deaths.filter((time) => time > now - WINDOW_MS);
    this.#deaths.push(now);
    if (this.#deaths.length > this.limit) return undefined;
    return Math.min(FIRST_MS * 2 ** (this.#deaths.length - 1), LONGEST_MS);
  }
}
