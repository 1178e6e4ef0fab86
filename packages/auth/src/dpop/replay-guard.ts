import type { Clock, KeyValueStore } from "@mortise/protocol";

/** Proofs that are remembered at once. */
const MAX_PROOFS = 50_000;
/** The part of them that one key may have. */
const SHARE = 1 / 10;

/**
 * Remembers which proofs were used. Several instances share one over a store of theirs; without it,
 * a proof could be used once at each instance (RFC 9449, 11.1).
 */
export interface ReplayGuard {
  /** Remembers `id` for `ms` milliseconds; returns whether it is new. `holder` names the key of the proof. */
  add(id: string, ms: number, holder: string): boolean | Promise<boolean>;
}

/**
 * Remembers proofs in the values of a backplane, so that a proof counts once for all instances that share
 * it. While the backplane is away, requests with proofs are answered 503. A server does so by itself with
 * the backplane that it joins; this is for any other.
 */
export function replaysIn(values: Pick<KeyValueStore, "replace">): ReplayGuard {
  return { add: (id, ms) => values.replace(`dpop:${id}`, undefined, "used", ms) };
}

/**
 * Remembers proofs in this process, the oldest forgotten first. A key has a tenth of the memory, so that
 * a client which sends many proofs has its own forgotten, and not those of another.
 */
export class MemoryReplayGuard implements ReplayGuard {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #share: number;
  /** Oldest first; all proofs have the same lifetime. */
  readonly #proofs = new Map<string, { readonly until: number; readonly holder: string }>();
  /** The ids of each key, oldest first. */
  readonly #ids = new Map<string, Set<string>>();

  constructor(clock: Clock, max: number = MAX_PROOFS) {
    this.#clock = clock;
    this.#max = max;
    this.#share = Math.ceil(max * SHARE);
  }

  add(id: string, ms: number, holder: string): boolean {
    const now = this.#clock.monotonic();
    for (const [old, { until }] of this.#proofs) {
      if (until > now) break;
      this.#forget(old);
    }
    if (this.#proofs.has(id)) return false;
    const own = this.#ids.get(holder);
    const [oldest] = own && own.size >= this.#share ? own : this.#proofs.keys();
    const isFull = (own?.size ?? 0) >= this.#share || this.#proofs.size >= this.#max;
    if (isFull && oldest !== undefined) this.#forget(oldest);
    this.#proofs.set(id, { until: now + ms, holder });
    const ids = this.#ids.get(holder) ?? new Set<string>();
    this.#ids.set(holder, ids.add(id));
    return true;
  }

  #forget(id: string): void {
    const { holder = "" } = this.#proofs.get(id) ?? {};
    this.#proofs.delete(id);
    const ids = this.#ids.get(holder);
    ids?.delete(id);
    if (ids?.size === 0) this.#ids.delete(holder);
  }
}
