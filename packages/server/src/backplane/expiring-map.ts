import type { Clock } from "@mortise/protocol";
/** How much an {@link ExpiringMap} keeps. */
export interface ExpiringMapBounds {
  readonly maxEntries: number;
  readonly maxCharacters: number;
}

interface Entry<Value> {
  readonly value: Value;
  readonly until: number;
  readonly characters: number;
}

/** Old entries, and as many of all, that each addition looks at; more than one, so that expired ones do not pile up. */
const LOOKED_AT_PER_ADDITION = 2;

/**
 * Entries that expire, without a timer: an expired one is not found, and is deleted as others come.
 *
 * Beyond the limit of entries or characters, the oldest entries make room.
 */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #bounds: ExpiringMapBounds;
  readonly #clock: Clock;
  /**
   * Walks from old to new and keeps its place: a new iteration of a Map steps over every entry that was
   * deleted before its first one.
   */
  #order = this.#entries.entries();
  #next: readonly [string, Entry<Value>] | undefined;
  /** Walks over all, for what expires soon may stand behind what stays long. */
  #round = this.#entries.entries();
  #characters = 0;

  constructor(bounds: ExpiringMapBounds, clock: Clock) {
    this.#bounds = bounds;
    this.#clock = clock;
  }

  /** Entries that are kept, expired ones included. */
  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Entry<Value> | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.until > this.#clock.monotonic()) return entry;
    this.#remove(key, entry);
    return undefined;
  }

  /** Keeps `value` until the time `until`; `characters` is what it weighs. */
  set(key: string, value: Value, until: number, characters: number): void {
    const earlier = this.#entries.get(key);
    if (earlier) this.#remove(key, earlier);
    this.#removeExpired();
    this.#entries.set(key, { value, until, characters });
    this.#characters += characters;
    this.#makeRoom();
  }

  /** Returns whether there was an entry that had not expired. */
  delete(key: string): boolean {
    const entry = this.get(key);
    if (entry) this.#remove(key, entry);
    return entry !== undefined;
  }

  clear(): void {
    this.#entries.clear();
    this.#characters = 0;
  }

  #removeExpired(): void {
    const now = this.#clock.monotonic();
    for (let left = LOOKED_AT_PER_ADDITION; left > 0; left -= 1) {
      const [key, entry] = this.#oldest() ?? [];
      if (key === undefined || !entry || entry.until > now) break;
      this.#remove(key, entry);
    }
    for (let left = LOOKED_AT_PER_ADDITION; left > 0; left -= 1) {
      const { value, done } = this.#round.next();
      if (done) {
        this.#round = this.#entries.entries();
        return;
      }
      const [key, entry] = value;
      if (entry.until <= now) this.#remove(key, entry);
    }
  }

  /** Leaves the newest entry even where it alone is too much. */
  #makeRoom(): void {
    const { maxEntries, maxCharacters } = this.#bounds;
    while (
      this.#entries.size > 1 &&
      (this.#entries.size > maxEntries || this.#characters > maxCharacters)
    ) {
      const [key, entry] = this.#oldest() ?? [];
      if (key === undefined || !entry) return;
      this.#remove(key, entry);
    }
  }

  /** The entry set longest ago. Nothing that is kept lies behind `#order`. */
  #oldest(): readonly [string, Entry<Value>] | undefined {
    while (this.#entries.size > 0) {
      if (this.#next && this.#entries.get(this.#next[0]) === this.#next[1]) return this.#next;
      this.#next = this.#order.next().value;
      if (!this.#next) this.#order = this.#entries.entries();
    }
    return undefined;
  }

  #remove(key: string, entry: Entry<Value>): void {
    this.#entries.delete(key);
    this.#characters -= entry.characters;
  }
}
