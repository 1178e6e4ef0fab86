import type { Clock } from "@mortise/protocol";

/** Proofs that are remembered at once. */
const MAX_PROOFS = 50_000;

/**
 * Remembers which proofs were used. Several instances share one over a store of theirs; without it,
 * a proof could be used once at each instance (RFC 9449, 11.1).
 */
export interface ReplayGuard {
  /** Remembers `id` for `ms` milliseconds; returns whether it is new. */
  add(id: string, ms: number): boolean | Promise<boolean>;
}

/** Remembers proofs in this process, the oldest forgotten first. */
export class MemoryReplayGuard implements ReplayGuard {
  readonly #clock: Clock;
  readonly #max: number;
  /** Oldest first; all proofs have the same lifetime. */
  readonly #until = new Map<string, number>();

  constructor(clock: Clock, max: number = MAX_PROOFS) {
    this.#clock = clock;
    this.#max = max;
  }

  add(id: string, ms: number): boolean {
    const now = this.#clock.monotonic();
    for (const [old, until] of this.#until) {
      if (until > now && this.#until.size < this.#max) break;
      this.#until.delete(old);
    }
    if (this.#until.has(id)) return false;
    this.#until.set(id, now + ms);
    return true;
  }
}
