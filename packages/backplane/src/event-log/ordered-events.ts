import type { EventStore, StoredEvent } from "@mortise/protocol";
import type { StreamBounds } from "./newest-events.ts";
import { newestEvents } from "./newest-events.ts";

/** Events that are appended together, after the calls before them. */
interface Batch {
  events: StoredEvent[];
  ttlMs: number;
  readonly done: Promise<void>;
}

/**
 * Keeps the order of the appends and deletions that this instance makes to a stream, although they go
 * over several connections. Appends that come during a call go together in the next.
 */
export class OrderedEvents implements EventStore {
  readonly #events: EventStore;
  readonly #bounds: StreamBounds;
  /** The batch of each stream that has not begun. */
  readonly #waiting = new Map<string, Batch>();
  /** The last call of each stream, as a promise that does not reject. */
  readonly #last = new Map<string, Promise<void>>();

  constructor(events: EventStore, bounds: StreamBounds) {
    this.#events = events;
    this.#bounds = bounds;
  }

  append(stream: string, events: readonly StoredEvent[], ttlMs: number): Promise<void> {
    const batch = this.#waiting.get(stream) ?? this.#addBatch(stream);
    batch.events.push(...events);
    batch.ttlMs = ttlMs;
    if (batch.events.length > this.#bounds.maxEvents * 2) batch.events = this.#newest(batch);
    return batch.done;
  }

  read(stream: string, after: number): Promise<readonly StoredEvent[]> {
    return this.#events.read(stream, after);
  }

  delete(stream: string): Promise<void> {
    // Later appends must not join a batch that the deletion removes.
    this.#waiting.delete(stream);
    return this.#afterLast(stream, () => this.#events.delete(stream));
  }

  /** Resolves when every append and deletion has settled. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }

  #addBatch(stream: string): Batch {
    const done = this.#afterLast(stream, () => {
      if (this.#waiting.get(stream) === batch) this.#waiting.delete(stream);
      return this.#events.append(stream, this.#newest(batch), batch.ttlMs);
    });
    const batch: Batch = { events: [], ttlMs: 0, done };
    this.#waiting.set(stream, batch);
    return batch;
  }

  #newest({ events }: Batch): StoredEvent[] {
    return [...newestEvents(events, this.#bounds)];
  }

  #afterLast(stream: string, run: () => Promise<void>): Promise<void> {
    const done = (this.#last.get(stream) ?? Promise.resolve()).then(run);
    const settled = done
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(stream) === settled) this.#last.delete(stream);
      });
    this.#last.set(stream, settled);
    return done;
  }
}
