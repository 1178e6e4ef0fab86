import type { Clock } from "@mortise/protocol";
import { MortiseError, systemClock } from "@mortise/protocol";
import type { RecordPlace, RecordStore } from "./record-store.ts";

/** Records of one process; one that needs more is under attack or belongs on a database. */
const MAX_RECORDS = 100_000;

interface Kept {
  readonly value: string;
  readonly expiresAt: number;
  readonly group: string | undefined;
}

/** Keeps records in this process, for development and tests: a restart forgets them. */
export class MemoryRecordStore implements RecordStore {
  readonly isDurable = false;
  readonly #clock: Clock;
  readonly #records = new Map<string, Kept>();

  constructor({ clock = systemClock }: { readonly clock?: Clock } = {}) {
    this.#clock = clock;
  }

  async get(key: string): Promise<string | undefined> {
    return this.#find(key)?.value;
  }

  async set(key: string, value: string, ttlMs: number, { group }: RecordPlace = {}): Promise<void> {
    this.#put(key, value, ttlMs, group);
  }

  async replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean> {
    const kept = this.#find(key);
    if (kept?.value !== expected) return false;
    this.#put(key, value, ttlMs, kept?.group);
    return true;
  }

  async delete(key: string): Promise<boolean> {
    return this.#find(key) !== undefined && this.#records.delete(key);
  }

  async deleteGroup(group: string): Promise<void> {
    for (const [key, kept] of this.#records) if (kept.group === group) this.#records.delete(key);
  }

  async close(): Promise<void> {
    this.#records.clear();
  }

  #find(key: string): Kept | undefined {
    const kept = this.#records.get(key);
    if (kept && kept.expiresAt > this.#clock.monotonic()) return kept;
    this.#records.delete(key);
    return undefined;
  }

  #put(key: string, value: string, ttlMs: number, group: string | undefined): void {
    if (this.#records.size >= MAX_RECORDS && !this.#records.has(key)) this.#sweep();
    this.#records.set(key, { value, expiresAt: this.#clock.monotonic() + ttlMs, group });
  }

  #sweep(): void {
    const now = this.#clock.monotonic();
    for (const [key, { expiresAt }] of this.#records) {
      if (expiresAt <= now) this.#records.delete(key);
    }
    if (this.#records.size < MAX_RECORDS) return;
    throw new MortiseError(
      "STORAGE_FAILED",
      `The authorization server keeps ${MAX_RECORDS} records in memory and has no room for more; give it a database as its store`,
      { data: { reason: "full" } },
    );
  }
}
