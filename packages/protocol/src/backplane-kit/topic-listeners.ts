/** One subscription to a topic. */
export interface TopicListener {
  /** Takes a message. */
  readonly receive: (message: string) => void;
  /** Called after an interruption: messages may have been lost. */
  readonly missed?: (() => void) | undefined;
}

/**
 * The listeners of one instance by topic, to which an event bus delivers its messages.
 *
 * The error of a listener goes to `onError` and disturbs no other listener.
 */
export class TopicListeners {
  readonly #topics = new Map<string, Set<TopicListener>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Returns whether `topic` has a listener. */
  has(topic: string): boolean {
    return this.#topics.has(topic);
  }

  /** The topics that have a listener. */
  topics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  /** Adds a listener and returns a function that removes it at once; calling it again does nothing. */
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
   * Adds a listener to a topic that the service must be asked for: `begin` subscribes, `end` unsubscribes.
   *
   * Resolves after `begin` with a function that removes the listener, and calls `end` after the last
   * listener of the topic. An error of `end` is ignored, since the topic has no listener then. If `begin`
   * rejects, the listener is removed.
   */
  async join(
    topic: string,
    listener: TopicListener,
    begin: () => Promise<unknown>,
    end: () => Promise<unknown>,
  ): Promise<() => Promise<void>> {
    const remove = this.add(topic, listener);
    const leave = async (): Promise<void> => {
      const hadListeners = this.has(topic);
      remove();
      if (hadListeners && !this.has(topic)) await end().catch(() => undefined);
    };
    try {
      await begin();
    } catch (error) {
      await leave();
      throw error;
    }
    return leave;
  }

  /** Calls the listeners of `topic` that are still there. */
  deliver(topic: string, message: string): void {
    const listeners = this.#topics.get(topic);
    if (!listeners) return;
    for (const listener of [...listeners]) {
      if (listeners.has(listener)) this.#call(() => listener.receive(message));
    }
  }

  /** Calls `missed` of every listener: messages may have been lost. */
  notifyMissed(): void {
    const all = [...this.#topics.values()].flatMap((listeners) => [...listeners]);
    for (const { missed } of all) if (missed) this.#call(missed);
  }

  /** Removes every listener. */
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
