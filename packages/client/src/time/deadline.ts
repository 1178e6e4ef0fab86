import type { Clock } from "@mortise/protocol";

/** The clock and the callback of a {@link Deadline}. */
export interface DeadlineOptions {
  /** Counts the time. */
  readonly clock: Clock;
  /** Called once when the time is over. */
  readonly expire: () => void;
}

/**
 * Counts down the time a request may take.
 *
 * It can be paused, because the time in which a person answers a question is not the server's.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #expire: () => void;
  #remainingMs: number;
  #startedAt = 0;
  #cancel: (() => void) | undefined;
  #pauses = 0;

  /** Starts a countdown of `milliseconds`; `Infinity` never ends. */
  constructor(milliseconds: number, { clock, expire }: DeadlineOptions) {
    this.#remainingMs = milliseconds;
    this.#clock = clock;
    this.#expire = expire;
    this.#start();
  }

  /** Stops the count until {@link resume} has been called as often. */
  pause(): void {
    this.#pauses += 1;
    if (this.#pauses > 1 || this.#cancel === undefined) return;
    this.#stop();
    this.#remainingMs -= this.#clock.monotonic() - this.#startedAt;
  }

  /** Goes on counting where {@link pause} stopped. */
  resume(): void {
    this.#pauses = Math.max(0, this.#pauses - 1);
    if (this.#pauses === 0) this.#start();
  }

  /** Ends the count for good. */
  clear(): void {
    this.#stop();
    this.#remainingMs = Number.POSITIVE_INFINITY;
  }

  #start(): void {
    if (this.#remainingMs === Number.POSITIVE_INFINITY) return;
    this.#startedAt = this.#clock.monotonic();
    this.#cancel = this.#clock.schedule(Math.max(0, this.#remainingMs), this.#expire);
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
