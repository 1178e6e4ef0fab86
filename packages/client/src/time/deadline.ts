import type { Clock } from "@mortise/protocol";

/** The clock and the callback of a {@link Deadline}. */
export interface DeadlineOptions {
  /** Counts the time. */
  readonly clock: Clock;
  /** Called once when the time is over. Default: it is found out by {@link Deadline.isOver}. */
  readonly expire?: () => void;
  /** The milliseconds that {@link Deadline.renew} can extend the time to. Default: it cannot. */
  readonly maxMilliseconds?: number | undefined;
}

/**
 * Counts down the time a call may take, over all its rounds.
 *
 * It can be paused, because the time in which a person answers a question is not the server's, and
 * renewed by a sign of life.
 */
export class Deadline {
  /** Called once when the time is over; a call sets it anew for each of its rounds. */
  expire: (() => void) | undefined;
  readonly #clock: Clock;
  readonly #milliseconds: number;
  readonly #maxMilliseconds: number;
  #remainingMs: number;
  #totalMs: number;
  #startedAt = 0;
  #cancel: (() => void) | undefined;
  #pauses = 0;
  #isOver = false;

  /** Starts a countdown of `milliseconds`; `Infinity` never ends. */
  constructor(milliseconds: number, { clock, expire, maxMilliseconds }: DeadlineOptions) {
    this.#milliseconds = milliseconds;
    this.#maxMilliseconds = Math.max(milliseconds, maxMilliseconds ?? milliseconds);
    this.#remainingMs = milliseconds;
    this.#totalMs = this.#maxMilliseconds;
    this.#clock = clock;
    this.expire = expire;
    this.#start();
  }

  /** Whether the time is over. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether renewals extended the time as far as they could; timers are exact to a millisecond. */
  get isSpent(): boolean {
    return this.#totalMs < 1 && this.#maxMilliseconds > this.#milliseconds;
  }

  /** Stops the count until {@link resume} has been called as often. */
  pause(): void {
    this.#pauses += 1;
    if (this.#pauses > 1 || this.#cancel === undefined) return;
    this.#stop();
  }

  /** Goes on counting where {@link pause} stopped. */
  resume(): void {
    this.#pauses = Math.max(0, this.#pauses - 1);
    if (this.#pauses === 0) this.#start();
  }

  /** Gives the time again, as far as the longest one reaches; does nothing without that. */
  renew(): void {
    if (this.#maxMilliseconds === this.#milliseconds || this.#isOver) return;
    const isRunning = this.#cancel !== undefined;
    this.#stop();
    if (this.#remainingMs === Number.POSITIVE_INFINITY) return;
    this.#remainingMs = Math.min(this.#milliseconds, this.#totalMs);
    if (isRunning) this.#start();
  }

  /** Ends the count for good. */
  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#remainingMs = Number.POSITIVE_INFINITY;
  }

  #start(): void {
    if (this.#remainingMs === Number.POSITIVE_INFINITY || this.#isOver) return;
    this.#startedAt = this.#clock.monotonic();
    this.#cancel = this.#clock.schedule(Math.max(0, this.#remainingMs), () => {
      this.#stop();
      this.#isOver = true;
      this.expire?.();
    });
  }

  #stop(): void {
    if (this.#cancel === undefined) return;
    this.#cancel();
    this.#cancel = undefined;
    const elapsedMs = this.#clock.monotonic() - this.#startedAt;
    this.#remainingMs -= elapsedMs;
    this.#totalMs -= elapsedMs;
  }
}
