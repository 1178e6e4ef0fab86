import type { Clock } from "@mortise/protocol";

/** The means of a {@link HeldLock}. */
export interface HeldLockParts {
  readonly clock: Clock;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** Milliseconds that the lock has left. */
  readonly leftMs: number;
  /** When that was asked, by the monotonic clock. */
  readonly askedAt: number;
  /** Renews the lock in Redis; resolves with `false` once it is another's. */
  readonly renew: () => Promise<boolean>;
  /** The lock has ended; `isUnanswered` if Redis was asked in time to renew it. */
  readonly lost: (isUnanswered: boolean) => void;
  readonly report: (error: unknown) => void;
}

/**
 * The lock of one running task, as this process knows it.
 *
 * Its time is counted from before each renewal, by the process's own clock, so that it ends here no later than in
 * Redis, even if that cannot be reached.
 */
export class HeldLock {
  readonly #parts: HeldLockParts;
  #end: number;
  #isAsking = false;
  #isOver = false;
  #cancelEnd: () => void = () => undefined;
  #cancelRenewal: () => void = () => undefined;

  constructor(parts: HeldLockParts) {
    this.#parts = parts;
    this.#end = parts.askedAt + parts.leftMs;
    this.#hold();
    this.#renewLater();
  }

  /** Whether the task may be gone on with. */
  get isHeld(): boolean {
    return !this.#isOver && this.#parts.clock.monotonic() < this.#end;
  }

  /** Ends the renewals. */
  release(): void {
    this.#isOver = true;
    this.#cancelEnd();
    this.#cancelRenewal();
  }

  #hold(): void {
    const { clock } = this.#parts;
    this.#cancelEnd();
    const left = Math.max(this.#end - clock.monotonic(), 0);
    this.#cancelEnd = clock.schedule(left, () => this.#lose(), { isBackground: true });
  }

  #renewLater(): void {
    const { clock, heartbeatMs } = this.#parts;
    this.#cancelRenewal = clock.schedule(heartbeatMs, () => void this.#renew(), {
      isBackground: true,
    });
  }

  async #renew(): Promise<void> {
    const { clock, leaseMs, renew, report } = this.#parts;
    if (!this.isHeld) return this.#lose();
    const askedAt = clock.monotonic();
    this.#isAsking = true;
    try {
      const isRenewed = await renew();
      this.#isAsking = false;
      if (this.#isOver) return;
      if (!isRenewed) return this.#lose();
      this.#end = askedAt + leaseMs;
      this.#hold();
    } catch (error) {
      report(error);
    }
    if (!this.#isOver) this.#renewLater();
  }

  #lose(): void {
    if (this.#isOver) return;
    this.release();
    this.#parts.lost(this.#isAsking);
  }
}
