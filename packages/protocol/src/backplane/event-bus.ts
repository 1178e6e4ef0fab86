/** Characters that a message on an {@link EventBus} may have; PostgreSQL carries 8,000 bytes. */
export const MAX_BUS_MESSAGE = 2_000;

/**
 * Sends short messages to every listener of a topic, on this instance and on the others.
 *
 * Delivery is at most once, in the order of one publisher. A listener misses the messages sent before
 * it subscribed and those lost in an interruption. Messages have at most {@link MAX_BUS_MESSAGE}
 * characters, topics 1 to `MAX_KEY`; both are well-formed Unicode without U+0000.
 */
export interface EventBus {
  /** Sends `message`; resolves once it is on its way. The publisher's own listeners receive it too. */
  publish(topic: string, message: string): Promise<void>;
  /**
   * Calls `receive` for each message on `topic`. Resolves, once messages arrive, with a function that
   * removes the listener at once. `missed` is called after an interruption in which messages may have
   * been lost.
   */
  subscribe(
    topic: string,
    receive: (message: string) => void,
    missed?: () => void,
  ): Promise<() => Promise<void>>;
}
