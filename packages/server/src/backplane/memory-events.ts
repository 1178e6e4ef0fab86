import type { Clock, EventStore, StoredEvent } from "@mortise/protocol";
import type { ExpiringMapBounds } from "./expiring-map.ts";
import { ExpiringMap } from "./expiring-map.ts";

/** The limits of one stream. */
export interface StreamBounds {
  readonly maxEvents: number;
  readonly maxCharacters: number;
}

/** The logs of streams in this process. */
export class MemoryEvents implements EventStore {
  readonly #streams: ExpiringMap<StreamLog>;
  readonly #bounds: StreamBounds;
  readonly #clock: Clock;

  constructor(all: ExpiringMapBounds, bounds: StreamBounds, clock: Clock) {
    this.#streams = new ExpiringMap(all, clock);
    this.#bounds = bounds;
    this.#clock = clock;
  }

  async append(stream: string, events: readonly StoredEvent[], ttlMs: number): Promise<void> {
    const log = this.#streams.get(stream)?.value ?? new StreamLog(this.#bounds);
    for (const event of events) log.add(event);
    this.#streams.set(stream, log, this.#clock.monotonic() + ttlMs, stream.length + log.characters);
  }

  async read(stream: string, after: number): Promise<readonly StoredEvent[]> {
    return this.#streams.get(stream)?.value.after(after) ?? [];
  }

  async delete(stream: string): Promise<void> {
    this.#streams.delete(stream);
  }

  clear(): void {
    this.#streams.clear();
  }
}

/** The newest events of a stream; adding one costs the same however many there are. */
class StreamLog {
  readonly #bounds: StreamBounds;
  /** Forgotten ones first, as `undefined`. */
  #events: (StoredEvent | undefined)[] = [];
  /** Where the events begin that are kept. */
  #first = 0;
  #last = 0;
  characters = 0;

  constructor(bounds: StreamBounds) {
    this.#bounds = bounds;
  }

  add(event: StoredEvent): void {
    if (event.sequence <= this.#last) return;
    this.#last = event.sequence;
    this.#events.push(event);
    this.characters += event.message.length;
    while (this.#isTooMuch()) {
      this.characters -= this.#events[this.#first]?.message.length ?? 0;
      this.#events[this.#first] = undefined;
      this.#first += 1;
    }
    if (this.#first * 2 >= this.#events.length) {
      this.#events = this.#events.slice(this.#first);
      this.#first = 0;
    }
  }

  after(sequence: number): readonly StoredEvent[] {
    return this.#events
      .filter((event) => event !== undefined)
      .filter((event) => event.sequence > sequence);
  }

  #isTooMuch(): boolean {
    const count = this.#events.length - this.#first;
    const { maxEvents, maxCharacters } = this.#bounds;
    return count > 1 && (count > maxEvents || this.characters > maxCharacters);
  }
}
