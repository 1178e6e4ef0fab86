import type { EventBus } from "@mortise/protocol";
import { TopicListeners } from "@mortise/protocol/backplane-kit";

/** Messages between the parts of this process; listeners receive them before `publish` resolves. */
export class MemoryBus implements EventBus {
  readonly #listeners: TopicListeners;
  readonly #waiting: { readonly topic: string; readonly message: string }[] = [];
  #isDelivering = false;

  constructor(onError: (error: unknown) => void) {
    this.#listeners = new TopicListeners(onError);
  }

  async publish(topic: string, message: string): Promise<void> {
    this.#waiting.push({ topic, message });
    // A listener that publishes must not overtake the message being delivered to it.
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      this.#listeners.deliver(next.topic, next.message);
    }
    this.#isDelivering = false;
  }

  async subscribe(topic: string, receive: (message: string) => void): Promise<() => Promise<void>> {
    const remove = this.#listeners.add(topic, { receive });
    return async () => remove();
  }

  clear(): void {
    this.#listeners.clear();
  }
}
