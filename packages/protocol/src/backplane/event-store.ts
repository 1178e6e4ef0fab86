/** One message of a stream, with its place in it. */
export interface StoredEvent {
  /** Counts from 1 within the stream. */
  readonly sequence: number;
  /** A JSON-RPC message as text. */
  readonly message: string;
}

/**
 * Stores the messages of response streams, so that a client that lost its connection gets the rest
 * from any instance (2025-11-25, Streamable HTTP, Resumability and Redelivery).
 *
 * One writer numbers the events of a stream. Streams are bounded: the oldest events go first, so a
 * read may begin later than asked. The whole stream expires `ttlMs` after its last append. The newest
 * event is always kept.
 */
export interface EventStore {
  /**
   * Adds events to the end of `stream`; resolves once other instances can read them. Events up to the
   * last one stored are left out, so that an append can be repeated. Appends that one instance makes
   * without waiting keep their order.
   */
  append(stream: string, events: readonly StoredEvent[], ttlMs: number): Promise<void>;
  /** Returns the events of `stream` after `sequence`, in order; none for an unknown stream. */
  read(stream: string, after: number): Promise<readonly StoredEvent[]>;
  /** Deletes a stream. An append that begins later starts it anew. */
  delete(stream: string): Promise<void>;
}
