import type { Clock } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import type { TokenStore, TokenStoreEntryOptions } from "./token-store.ts";

/** More logins than one process has; the one that was written first makes place. */
const MAX_ENTRIES = 10_000;

interface Entry {
  readonly value: string;
  readonly expiresAt: number;
}

/** Keeps logins as long as the process lives, at most 10,000 values. */
export class MemoryTokenStore implements TokenStore {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #tails = new Map<string, Promise<unknown>>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Reads an entry. */
  async get(key: string): Promise<string | undefined> {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expiresAt > this.#clock.now()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  /** Writes an entry. */
  async set(key: string, value: string, options: TokenStoreEntryOptions = {}): Promise<void> {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiresAt: options.expiresAt ?? Number.POSITIVE_INFINITY });
    if (this.#entries.size > MAX_ENTRIES) this.#makePlace();
  }

  /** Deletes an entry. */
  async delete(key: string, expected?: string): Promise<void> {
    if (expected === undefined || this.#entries.get(key)?.value === expected) {
      this.#entries.delete(key);
    }
  }

  /** Runs work alone. */
  async lock<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const run = before.then(work);
    const tail = run.catch(() => undefined);
    this.#tails.set(key, tail);
    try {
      return await run;
    } finally {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }

  #makePlace(): void {
    const now = this.#clock.now();
    for (const [key, { expiresAt }] of this.#entries) {
      if (expiresAt <= now) this.#entries.delete(key);
    }
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
  }
}
