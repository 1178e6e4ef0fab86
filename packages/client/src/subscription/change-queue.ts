import type { JsonObject, JsonRpcNotification } from "@mortise/protocol";

/** A change that a server reported. */
export interface ChangeNotification {
  /** Such as `notifications/tools/list_changed`. */
  readonly method: string;
  /** The params of the notification; empty if it has none. */
  readonly params: JsonObject;
}

/**
 * Holds changes until they are taken.
 *
 * A change that already waits is not added again, since one reading shows the effect of both. So
 * the queue is never longer than the number of lists and resources.
 */
export class ChangeQueue {
  readonly #waiting = new Map<string, ChangeNotification>();
  #wake: (() => void) | undefined;
  #end: { readonly error?: unknown } | undefined;

  /** Adds a change. */
  push(notification: JsonRpcNotification): void {
    const { method, params = {} } = notification;
    this.#waiting.set(`${method} ${String(params["uri"] ?? "")}`, { method, params });
    this.#wake?.();
  }

  /**
   * Ends the queue, with an error if the subscription failed; waiting changes can still be taken.
   */
  finish(error?: unknown): void {
    this.#end ??= error === undefined ? {} : { error };
    this.#wake?.();
  }

  /** Yields changes as they come; throws the error that ended the queue. */
  async *take(): AsyncGenerator<ChangeNotification, void, undefined> {
    for (;;) {
      for (const [key, change] of this.#waiting) {
        this.#waiting.delete(key);
        yield change;
      }
      if (this.#waiting.size > 0) continue;
      if (this.#end !== undefined) {
        if ("error" in this.#end) throw this.#end.error;
        return;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
      this.#wake = undefined;
    }
  }
}
