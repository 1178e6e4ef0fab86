import type { Clock, KeyValueStore } from "@mortise/protocol";
import type { ExpiringMapBounds } from "./expiring-map.ts";
import { ExpiringMap } from "./expiring-map.ts";

/** Values and counters in this process. */
export class MemoryValues implements KeyValueStore {
  readonly #values: ExpiringMap<string>;
  readonly #counters: ExpiringMap<number>;
  readonly #clock: Clock;

  constructor(bounds: ExpiringMapBounds, clock: Clock) {
    this.#values = new ExpiringMap(bounds, clock);
    this.#counters = new ExpiringMap(bounds, clock);
    this.#clock = clock;
  }

  async get(key: string): Promise<string | undefined> {
    return this.#values.get(key)?.value;
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    this.#values.set(key, value, this.#clock.monotonic() + ttlMs, key.length + value.length);
  }

  async replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean> {
    if (this.#values.get(key)?.value !== expected) return false;
    await this.set(key, value, ttlMs);
    return true;
  }

  async delete(key: string): Promise<boolean> {
    const hadCounter = this.#counters.delete(key);
    return this.#values.delete(key) || hadCounter;
  }

  async increment(key: string, by: number, ttlMs: number): Promise<number> {
    const counter = this.#counters.get(key);
    const sum = (counter?.value ?? 0) + by;
    if (by !== 0)
      this.#counters.set(key, sum, counter?.until ?? this.#clock.monotonic() + ttlMs, key.length);
    return sum;
  }

  clear(): void {
    this.#values.clear();
    this.#counters.clear();
  }
}
