import type { Clock } from "@mortise/protocol";

/**
 * One request between its arrival and its answer; ends early when the caller cancels or goes away.
 *
 * The `AbortSignal` is made when it is first read, since most handlers never do.
 */
export class RequestLifetime {
  #controller: AbortController | undefined;
  #reason: unknown;
  #isAborted = false;
  #isAnswered = false;
  #onAbort: ((reason: unknown) => void) | undefined;
  #onTimeout: (() => Error) | undefined;
  /** Milliseconds of the deadline that are left, as of {@link RequestLifetime.#since}. */
  #left = 0;
  #since = 0;
  #holds = 0;
  #hasWaited = false;
  #timeout: number | undefined;
  /** Counts the deadline. */
  readonly #clock: Clock;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Replaces the timeout that {@link RequestLifetime.guard} is given, in milliseconds. */
  replaceTimeout(timeout: number): void {
    this.#timeout = timeout;
  }

  /** Aborts when the request is cancelled, its caller goes away, or its time is up. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isAborted) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  get isAborted(): boolean {
    return this.#isAborted;
  }

  /** The request waited for input, such as the answer of a user. */
  get hasWaited(): boolean {
    return this.#hasWaited;
  }

  get reason(): unknown {
    return this.#reason;
  }

  /** The request was answered, or it ended early. */
  get isOver(): boolean {
    return this.#isAnswered || this.#isAborted;
  }

  /** Marks the request as answered; later messages of its handler are not sent. */
  finish(): void {
    this.#isAnswered = true;
  }

  /** Ends the request early; the first reason counts. */
  abort(reason: unknown): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.#onAbort?.(reason);
  }

  /**
   * Waits for `work`.
   *
   * Rejects with the reason of an abort, or after `timeout` milliseconds with `onTimeout(timeout)`, with which it
   * then aborts the signal. `work` itself goes on until it notices the signal.
   */
  guard<Value>(
    work: Promise<Value>,
    timeout: number,
    onTimeout: (timeout: number) => Error,
  ): Promise<Value> {
    if (this.#isAborted) {
      work.catch(() => undefined);
      return Promise.reject(this.#reason);
    }
    return new Promise((resolve, reject) => {
      const allowed = this.#timeout ?? timeout;
      this.#left = allowed;
      this.#onTimeout = () => onTimeout(allowed);
      this.#startClock();
      this.#onAbort = (reason) => {
        this.#stopClock();
        reject(reason);
      };
      const settle = (): void => {
        this.#stopClock();
        this.#onAbort = undefined;
        this.#onTimeout = undefined;
      };
      work.then(
        (value) => {
          settle();
          resolve(value);
        },
        (error: unknown) => {
          settle();
          reject(error);
        },
      );
    });
  }

  /** Waits for input, such as the answer of a user; the time of the request stands still. */
  async hold<Value>(work: Promise<Value>): Promise<Value> {
    this.#holds += 1;
    this.#hasWaited = true;
    if (this.#holds === 1 && this.#onTimeout) {
      this.#stopClock();
      this.#left -= this.#clock.monotonic() - this.#since;
    }
    try {
      return await work;
    } finally {
      this.#holds -= 1;
      this.#startClock();
    }
  }

  #startClock(): void {
    if (!this.#onTimeout || this.#isAborted || this.#holds > 0) return;
    if (this.#left === Number.POSITIVE_INFINITY) return;
    this.#since = this.#clock.monotonic();
    this.#cancel = this.#clock.schedule(this.#left, () => {
      if (this.#onTimeout) this.abort(this.#onTimeout());
    });
  }

  #stopClock(): void {
    this.#cancel?.();
  }
}
