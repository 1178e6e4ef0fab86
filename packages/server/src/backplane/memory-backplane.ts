import type { Backplane, EventBus, EventStore, Store, StoredEvent } from "@mortise/protocol";

/** How much a memory backplane keeps; what is oldest goes first. */
export interface MemoryBackplaneOptions {
  /** Values and counters. Default 100,000. */
  readonly maxKeys?: number;
  /** Streams whose events are kept. Default 10,000. */
  readonly maxStreams?: number;
  /** Events kept of one stream. Default 1,000. */
  readonly maxEvents?: number;
  /** Milliseconds since the epoch. Default: the platform's. */
  readonly now?: () => number;
}

/** Makes a backplane that serves this process alone, and forgets with it. */
export function createMemoryBackplane(options: MemoryBackplaneOptions = {}): Backplane {
  const { maxKeys = 100_000, maxStreams = 10_000, maxEvents = 1_000, now = Date.now } = options;
  const close = (): Promise<void> => Promise.resolve();
  return {
    kind: "memory",
    isShared: false,
    store: new MemoryStore(maxKeys, now),
    bus: new MemoryBus(),
    events: new MemoryEventStore(maxStreams, maxEvents, now),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Kept<Value> {
  readonly value: Value;
  readonly until: number;
}

/** Entries that expire; the one set longest ago makes room when there are too many. */
class ExpiringMap<Value> {
  readonly #entries = new Map<string, Kept<Value>>();
  readonly #max: number;
  readonly #now: () => number;

  constructor(max: number, now: () => number) {
    this.#max = max;
    this.#now = now;
  }

  get(key: string): Kept<Value> | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.until > this.#now()) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value, until: number): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#max) this.#makeRoom();
    this.#entries.set(key, { value, until });
  }

  delete(key: string): boolean {
    const isLive = this.get(key) !== undefined;
    this.#entries.delete(key);
    return isLive;
  }

  #makeRoom(): void {
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}

class MemoryStore implements Store {
  readonly #values: ExpiringMap<string>;
  readonly #counters: ExpiringMap<number>;
  readonly #now: () => number;

  constructor(maxKeys: number, now: () => number) {
    this.#values = new ExpiringMap(maxKeys, now);
    this.#counters = new ExpiringMap(maxKeys, now);
    this.#now = now;
  }

  async get(key: string): Promise<string | undefined> {
    return this.#values.get(key)?.value;
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    this.#values.set(key, value, this.#now() + ttlMs);
  }

  async replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean> {
    if (this.#values.get(key)?.value !== expected) return false;
    this.#values.set(key, value, this.#now() + ttlMs);
    return true;
  }

  async delete(key: string): Promise<boolean> {
    const hadCounter = this.#counters.delete(key);
    return this.#values.delete(key) || hadCounter;
  }

  async increment(key: string, by: number, ttlMs: number): Promise<number> {
    const counter = this.#counters.get(key);
    const sum = (counter?.value ?? 0) + by;
    if (by !== 0) this.#counters.set(key, sum, counter?.until ?? this.#now() + ttlMs);
    return sum;
  }
}

class MemoryBus implements EventBus {
  readonly #topics = new Map<string, Set<(message: string) => void>>();

  async publish(topic: string, message: string): Promise<void> {
    for (const receive of [...(this.#topics.get(topic) ?? [])]) receive(message);
  }

  async subscribe(topic: string, receive: (message: string) => void): Promise<() => Promise<void>> {
    const own = (message: string): void => receive(message);
    const listeners = this.#topics.get(topic) ?? new Set();
    this.#topics.set(topic, listeners.add(own));
    return async () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.#topics.get(topic) === listeners) this.#topics.delete(topic);
    };
  }
}

class MemoryEventStore implements EventStore {
  readonly #streams: ExpiringMap<readonly StoredEvent[]>;
  readonly #maxEvents: number;
  readonly #now: () => number;

  constructor(maxStreams: number, maxEvents: number, now: () => number) {
    this.#streams = new ExpiringMap(maxStreams, now);
    this.#maxEvents = maxEvents;
    this.#now = now;
  }

  async append(stream: string, events: readonly StoredEvent[], ttlMs: number): Promise<void> {
    const all = [...(this.#streams.get(stream)?.value ?? []), ...events];
    this.#streams.set(stream, all.slice(-this.#maxEvents), this.#now() + ttlMs);
  }

  async read(stream: string, after: number): Promise<readonly StoredEvent[]> {
    const events = this.#streams.get(stream)?.value ?? [];
    return events.filter(({ sequence }) => sequence > after);
  }

  async delete(stream: string): Promise<void> {
    this.#streams.delete(stream);
  }
}
