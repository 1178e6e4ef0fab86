import type { Clock } from "@mortise/protocol";
import type { ClientCacheOptions } from "./cache-options.ts";
import type { Subject } from "./outdated-by.ts";

const DEFAULT_MAX_ENTRIES = 1000;
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;

interface Entry {
  readonly subject: Subject;
  readonly text: string;
  readonly freshUntil: number;
  readonly bytes: number;
}

/**
 * Keeps responses as text while they are fresh, within bounds; the one kept longest is dropped
 * first.
 *
 * A caller that was given a response cannot change the text of it.
 */
export class ResponseStore {
  readonly #entries = new Map<string, Entry>();
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  readonly #clock: Clock;
  #bytes = 0;

  constructor(options: ClientCacheOptions, clock: Clock) {
    this.#maxEntries = options.maxEntries ?? DEFAULT_MAX_ENTRIES;
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
    this.#clock = clock;
  }

  get(key: string): string | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // 2026-07-28, Caching, Freshness Calculation.
    if (this.#clock.monotonic() < entry.freshUntil) return entry.text;
    this.#delete(key, entry);
    return undefined;
  }

  /** Keeps `text` for `freshMs` from now on, unless it is longer than the whole store. */
  set(key: string, subject: Subject, text: string, freshMs: number): void {
    const old = this.#entries.get(key);
    if (old !== undefined) this.#delete(key, old);
    // A string takes at most two bytes for each unit of its length.
    const bytes = 2 * (key.length + text.length);
    if (!(freshMs > 0) || bytes > this.#maxBytes) return;
    this.#entries.set(key, { subject, text, freshUntil: this.#clock.monotonic() + freshMs, bytes });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.#entries.size <= this.#maxEntries && this.#bytes <= this.#maxBytes) break;
      this.#delete(oldest, entry);
    }
  }

  /** Returns whether a response to `method` is kept. */
  has(method: string): boolean {
    return [...this.#entries.values()].some(({ subject }) => subject.method === method);
  }

  /** Drops the responses that `isOutdated` names. */
  drop(isOutdated: (subject: Subject) => boolean): void {
    for (const [key, entry] of this.#entries) {
      if (isOutdated(entry.subject)) this.#delete(key, entry);
    }
  }

  #delete(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }
}
