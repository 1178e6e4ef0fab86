/** One subscription to a topic. */
export interface TopicListener {
  readonly receive: (message: string) => void;
  readonly missed?: (() => void) | undefined;
}

/**
 * Who on this instance listens to which topic; what an event bus hands its messages to.
 *
 * A listener that throws is told to `onError` and disturbs no other.
 */
export class TopicListeners {
  readonly #topics = new Map<string, Set<TopicListener>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Tells whether somebody listens to `topic`. */
  has(topic: string): boolean {
    return this.#topics.has(topic);
  }

  /** The topics that somebody listens to. */
  topics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  /** Adds a listener and gives the function that takes it away, at once and as often as it is called. */
  add(topic: string, listener: TopicListener): () => void {
    const listeners = this.#topics.get(topic) ?? new Set();
    this.#topics.set(topic, listeners);
    const own = { ...listener };
    listeners.add(own);
    return () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.#topics.get(topic) === listeners) this.#topics.delete(topic);
    };
  }

  /**
   * Adds a listener to a topic that messages must be asked for: `begin` asks, `end` gives up.
   *
   * Resolves, once `begin` has, with the function that takes the listener away, which calls `end` where
   * it was the topic's last; what `end` rejects with is left, since nobody listens any more. Where
   * `begin` rejects the listener is gone.
   */
  async join(
    topic: string,
    listener: TopicListener,
    begin: () => Promise<unknown>,
    end: () => Promise<unknown>,
  ): Promise<() => Promise<void>> {
    const remove = this.add(topic, listener);
    const leave = async (): Promise<void> => {
      const wasHeard = this.has(topic);
      remove();
      if (wasHeard && !this.has(topic)) await end().catch(() => undefined);
    };
    try {
      await begin();
    } catch (error) {
      await leave();
      throw error;
    }
    return leave;
  }

  deliver(topic: string, message: string): void {
    const listeners = this.#topics.get(topic);
    if (!listeners) return;
    for (const listener of [...listeners]) {
      if (listeners.has(listener)) this.#call(() => listener.receive(message));
    }
  }

  /** Tells every listener that messages may have been lost. */
  tellMissed(): void {
    const all = [...this.#topics.values()].flatMap((listeners) => [...listeners]);
    for (const { missed } of all) if (missed) this.#call(missed);
  }

  clear(): void {
    for (const listeners of this.#topics.values()) listeners.clear();
    this.#topics.clear();
  }

  #call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#onError(error);
    }
  }
}
