import type { Client } from "@mortise/client";

/** The events of {@link Subscriptions}. */
export interface SubscriptionEvents {
  readonly onUpdate: (uri: string) => void;
  /** A subscription ended by itself, with an error unless the server ended it. */
  readonly onEnd: (error: unknown) => void;
}

/** The resources that the inspector is subscribed to, in either era. */
export class Subscriptions {
  readonly #events: SubscriptionEvents;
  readonly #live = new Map<string, AbortController>();

  constructor(events: SubscriptionEvents) {
    this.#events = events;
  }

  get uris(): string[] {
    return [...this.#live.keys()];
  }

  /** Subscribes; resolves when the server has acknowledged it, and rejects when it refuses. */
  async begin(client: Client, uri: string): Promise<void> {
    if (this.#live.has(uri)) return;
    const stop = new AbortController();
    this.#live.set(uri, stop);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const follow = async (): Promise<void> => {
      const filter = { resourceSubscriptions: [uri] };
      const changes = client.listen(filter, {
        signal: stop.signal,
        onAcknowledged: () => resolve(),
      });
      for await (const { method, params } of changes) {
        if (method === "notifications/resources/updated") {
          this.#events.onUpdate(String(params["uri"] ?? uri));
        }
      }
    };
    const end = (error?: unknown): void => {
      if (this.#live.get(uri) === stop) this.#live.delete(uri);
      if (stop.signal.aborted) {
        resolve();
        return;
      }
      reject(error ?? new Error(`The server ended the subscription to ${uri}`));
      this.#events.onEnd(error);
    };
    follow().then(() => end(), end);
    await promise;
  }

  /** Ends a subscription. */
  end(uri: string): void {
    this.#live.get(uri)?.abort();
    this.#live.delete(uri);
  }

  /** Ends every subscription. */
  endAll(): void {
    for (const uri of this.uris) this.end(uri);
  }
}
