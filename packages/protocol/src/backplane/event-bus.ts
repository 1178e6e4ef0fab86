/**
 * Passes short messages to everyone who listens to a topic, on this instance and on others.
 *
 * Delivery is at most once and in the order of one publisher: who was not listening, or was cut off
 * for a moment, missed it. Messages hold at most {@link MAX_BUS_MESSAGE} characters, topics at most
 * {@link MAX_KEY}; both are well-formed Unicode without U+0000.
 */
export interface EventBus {
  /** Hands `message` over; resolves when it is on its way. The publisher's own listeners hear it too. */
  publish(topic: string, message: string): Promise<void>;
  /**
   * Calls `receive` for every message on `topic`; resolves, once messages arrive, with the function
   * that ends it, at once. `missed` is called after an interruption in which messages may have been lost.
   */
  subscribe(
    topic: string,
    receive: (message: string) => void,
    missed?: () => void,
  ): Promise<() => Promise<void>>;
}

/** Characters that a message on an {@link EventBus} may have; PostgreSQL carries 8,000 bytes. */
export const MAX_BUS_MESSAGE = 2_000;
