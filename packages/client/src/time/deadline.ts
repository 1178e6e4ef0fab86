/** The longest delay that a timer keeps; a longer one would fire at once. */
const MAX_DELAY_MS = 2_147_483_647;

/**
 * Counts down the time a request may take.
 *
 * It can be paused, because the time a person needs to answer a question is not the server's.
 */
export class Deadline {
  readonly #expire: () => void;
  #remainingMs: number;
  #startedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pauses = 0;

  constructor(milliseconds: number, expire: () => void) {
    this.#remainingMs = milliseconds;
    this.#expire = expire;
    this.#start();
  }

  /** Stops the count until {@link resume} has been called as often. */
  pause(): void {
    this.#pauses += 1;
    if (this.#pauses > 1 || this.#timer === undefined) return;
    this.#stop();
    this.#remainingMs -= performance.now() - this.#startedAt;
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
    if (this.#remainingMs > MAX_DELAY_MS) return;
    this.#startedAt = performance.now();
    this.#timer = setTimeout(this.#expire, Math.max(0, this.#remainingMs));
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
