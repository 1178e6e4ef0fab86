/** One message of a stream, with its place in it. */
export interface StoredEvent {
  /** Counts from 1 within the stream. */
  readonly sequence: number;
  /** A JSON-RPC message as text. */
  readonly message: string;
}

/**
 * Keeps the messages of response streams, so that a client that lost its connection gets what it
 * missed, from whichever instance it comes back to (2025-11-25, Streamable HTTP, Resumability and
 * Redelivery).
 *
 * A stream has one writer, which numbers its events. Streams are bounded: the oldest events are
 * forgotten first, so that what is read may begin later than asked, and everything `ttlMs` after the
 * last append. The newest event is always kept.
 */
export interface EventStore {
  /**
   * Adds events to the end of `stream`; resolves when other instances can read them. Events that are not
   * after the last one are left out, so that an append may be tried again. What one instance appends
   * without waiting keeps its order.
   */
  append(stream: string, events: readonly StoredEvent[], ttlMs: number): Promise<void>;
  /** Gives the events of `stream` after `sequence`, in order; empty where there are none. */
  read(stream: string, after: number): Promise<readonly StoredEvent[]>;
  /** Forgets a stream. */
  delete(stream: string): Promise<void>;
}
