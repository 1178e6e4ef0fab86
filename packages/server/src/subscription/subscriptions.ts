import type { SubscriptionFilter } from "@mortise/protocol";
import type { ListKind } from "../catalogue/catalogue.ts";

/** Something that changed and may concern listeners. */
export type Change = { readonly list: ListKind } | { readonly uri: string };

/** Receives changes that pass its filter, until it is removed or the server closes. */
export interface Listener {
  /** What is wanted; read at each change, so it may be replaced. */
  readonly filter: () => SubscriptionFilter;
  readonly notify: (method: string, params: { readonly uri?: string }) => void;
  /** Called once when the server ends the subscription. */
  readonly end: () => void;
}

const FILTER_OF = {
  tools: "toolsListChanged",
  prompts: "promptsListChanged",
  resources: "resourcesListChanged",
} as const;

/** Everyone who wants to hear of changes to one server. */
export class Subscriptions {
  readonly #listeners = new Set<Listener>();
  readonly #pending = new Set<ListKind>();

  get size(): number {
    return this.#listeners.size;
  }

  /** Adds a listener and returns the function that removes it. */
  add(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells listeners that a list changed, once for any number of changes in one turn. */
  listChanged(list: ListKind): void {
    if (this.#listeners.size === 0 || this.#pending.has(list)) return;
    this.#pending.add(list);
    queueMicrotask(() => {
      this.#pending.delete(list);
      this.#publish({ list });
    });
  }

  /** Tells listeners of `uri` that what it holds has changed. */
  resourceUpdated(uri: string): void {
    this.#publish({ uri });
  }

  /** Ends every subscription. */
  close(): void {
    for (const listener of [...this.#listeners]) listener.end();
    this.#listeners.clear();
  }

  #publish(change: Change): void {
    for (const listener of [...this.#listeners]) {
      const filter = listener.filter();
      if ("list" in change) {
        if (filter[FILTER_OF[change.list]]) {
          listener.notify(`notifications/${change.list}/list_changed`, {});
        }
      } else if (filter.resourceSubscriptions?.includes(change.uri)) {
        listener.notify("notifications/resources/updated", { uri: change.uri });
      }
    }
  }
}
