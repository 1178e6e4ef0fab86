import type { EventStore, StoredEvent } from "@mortise/protocol";
import { newestEvents } from "./newest-events.ts";

/** What is kept of a stream. */
interface StreamBounds {
  readonly maxEvents: number;
  readonly maxStreamCharacters: number;
}

/** Events that are added together, once what came before them is done. */
interface Batch {
  events: StoredEvent[];
  ttlMs: number;
  readonly done: Promise<void>;
}

/**
 * Makes what this instance appends to a stream, and its deletions, happen in their order, though the calls
 * go over many connections; what comes while a call is under way goes together with the next.
 */
export class OrderedEvents implements EventStore {
  readonly #events: EventStore;
  readonly #bounds: StreamBounds;
  readonly #waiting = new Map<string, Batch>();
  /** Of each stream the last call, as a promise that does not reject. */
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
    // What is appended from now on comes after the deletion.
    this.#waiting.delete(stream);
    return this.#afterLast(stream, () => this.#events.delete(stream));
  }

  /** Resolves when everything that was asked for is done. */
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
    return [...newestEvents(events, this.#bounds.maxEvents, this.#bounds.maxStreamCharacters)];
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
