import { ErrorCode, normalizeUri, ProtocolError } from "@mortise/protocol";
import type { Cluster } from "../cluster/cluster.ts";
import type { ListKind } from "../visibility/list-kind.ts";
import { FanOut } from "./fan-out.ts";
import type { SharedNotification } from "./notification.ts";
import { Shares } from "./shares.ts";

/** Receives changes that it asked for, until it is removed or the server closes. */
export interface Listener {
  /** The lists whose changes are wanted. */
  readonly lists: readonly ListKind[];
  /** The caller whose share it is part of; absent for one that is never ended for another. */
  readonly holder?: string | undefined;
  readonly notify: (notification: SharedNotification) => void;
  /** Called once when the server ends the subscription. */
  readonly end: () => void;
}

/** A listener that has been added. */
export interface Listening {
  /** Adds a resource to the subscription. */
  add(uri: string): void;
  /** Removes a resource from the subscription. */
  remove(uri: string): void;
  /** Ends the listening. */
  stop(): void;
}

/** Seconds; listeners come and go. */
const RETRY_AFTER = "5";
/** Listeners unless an option says otherwise; each holds a connection and its buffers. */
const DEFAULT_MAX: number = 50_000;
/** Characters of the URIs of all listeners. */
const MAX_LENGTH: number = 128 * 1024 * 1024;
/** The lists that can change. */
export const LISTS: readonly ListKind[] = ["tools", "prompts", "resources"];

/** The listeners to changes of one server, on this instance. */
export class Subscriptions {
  readonly #max: number;
  readonly #maxLength: number;
  readonly #shares = new Shares<Listener>();
  readonly #listeners = new Map<Listener, Set<string>>();
  readonly #byUri = new Map<string, Set<Listener>>();
  /** The further spellings, by the normal one, under which resources are subscribed to. */
  readonly #spellings = new Map<string, Set<string>>();
  readonly #byList: Readonly<Record<ListKind, Set<Listener>>> = {
    tools: new Set(),
    prompts: new Set(),
    resources: new Set(),
  };
  readonly #pending = new Set<ListKind>();
  readonly #fanOut = new FanOut();
  #cluster: Cluster | undefined;

  constructor(max: number = DEFAULT_MAX, maxLength: number = MAX_LENGTH) {
    this.#max = max;
    this.#maxLength = maxLength;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /**
   * Exchanges change notifications with the other instances.
   *
   * A change reaches the listeners of this instance over the bus too, so that every instance sees changes and
   * subscriptions in one order, and a subscription at one instance misses no later change at another. After an
   * interruption of the bus, every list and every subscribed resource is reported as changed.
   */
  join(cluster: Cluster): void {
    this.#cluster = cluster;
    // Errors surface through `joining`, which `listen` awaits.
    cluster.start().catch(() => undefined);
    cluster.on("change", ({ list, uri }) => {
      if (typeof uri === "string") this.#publishUri(uri);
      else if (LISTS.includes(list as ListKind)) this.#publishList(list as ListKind);
    });
    cluster.onMissed(() => {
      for (const list of LISTS) this.#publishList(list);
      for (const uri of [...this.#byUri.keys()]) this.#publishSpelling(uri);
    });
  }

  /** Settles once messages of other instances arrive; `undefined` if they do, or there are none. */
  get joining(): Promise<void> | undefined {
    return this.#cluster && !this.#cluster.isStarted ? this.#cluster.start() : undefined;
  }

  /**
   * Adds a listener for lists, and for the resources `uris`. Once all is taken, the oldest
   * listener of the caller that has most is ended for it.
   *
   * @throws ProtocolError `InternalError` when the limit is reached, and no caller has more.
   */
  add(listener: Listener, uris: Iterable<string> = []): Listening {
    const own = new Set<string>();
    const named = [...uris];
    this.#makeRoom(listener, lengthOf(named));
    this.#listeners.set(listener, own);
    this.#shares.add(listener, lengthOf(named));
    for (const list of listener.lists) this.#byList[list].add(listener);
    for (const uri of named) this.#follow(listener, own, uri);
    return {
      add: (uri) => {
        if (this.#listeners.has(listener)) this.#follow(listener, own, uri);
      },
      remove: (uri) => {
        if (own.delete(uri)) this.#unfollow(listener, uri);
      },
      stop: () => this.#remove(listener, own),
    };
  }

  /** Notifies listeners that a list changed, once for any number of changes in one turn. */
  listChanged(list: ListKind): void {
    const hasListeners = this.#listeners.size > 0 || this.#cluster !== undefined;
    if (!hasListeners || this.#pending.has(list)) return;
    this.#pending.add(list);
    queueMicrotask(() => {
      this.#pending.delete(list);
      this.#publish({ list }, () => this.#publishList(list));
    });
  }

  /** Notifies listeners of `uri` that its content has changed. */
  resourceUpdated(uri: string): void {
    this.#publish({ uri }, () => this.#publishUri(uri));
  }

  /** Ends every subscription. */
  close(): void {
    // Earlier changes are delivered before the end.
    this.#fanOut.finish();
    for (const listener of [...this.#listeners.keys()]) listener.end();
    this.#listeners.clear();
    this.#shares.clear();
    this.#byUri.clear();
    this.#spellings.clear();
    for (const list of LISTS) this.#byList[list].clear();
  }

  #publish(change: { readonly list?: ListKind; readonly uri?: string }, deliver: () => void): void {
    const cluster = this.#cluster;
    if (!cluster) {
      deliver();
      return;
    }
    // Listeners of this instance get the change even if the bus does not carry it.
    const isOnBus = cluster.isStarted;
    if (!isOnBus) deliver();
    void cluster.broadcast("change", change).then((isSent) => {
      if (!isSent && isOnBus) deliver();
    });
  }

  #publishList(list: ListKind): void {
    const change = { method: `notifications/${list}/list_changed`, params: {} };
    this.#fanOut.notify(change, this.#byList[list]);
  }

  /** Notifies the listeners of each spelling of `uri`, in which they know the resource. */
  #publishUri(uri: string): void {
    const normal = normalizeUri(uri);
    this.#publishSpelling(normal);
    for (const spelling of this.#spellings.get(normal) ?? []) this.#publishSpelling(spelling);
  }

  #publishSpelling(uri: string): void {
    const change = { method: "notifications/resources/updated", params: { uri } };
    this.#fanOut.notify(change, this.#byUri.get(uri));
  }

  #follow(listener: Listener, own: Set<string>, uri: string): void {
    const listeners = this.#byUri.get(uri) ?? new Set();
    this.#byUri.set(uri, listeners.add(listener));
    own.add(uri);
    const normal = normalizeUri(uri);
    if (normal === uri) return;
    this.#spellings.set(normal, (this.#spellings.get(normal) ?? new Set()).add(uri));
  }

  #unfollow(listener: Listener, uri: string): void {
    const listeners = this.#byUri.get(uri);
    listeners?.delete(listener);
    if (listeners?.size !== 0) return;
    this.#byUri.delete(uri);
    const normal = normalizeUri(uri);
    const spellings = this.#spellings.get(normal);
    spellings?.delete(uri);
    if (spellings?.size === 0) this.#spellings.delete(normal);
  }

  #makeRoom({ holder }: Listener, length: number): void {
    while (this.#listeners.size >= this.#max || this.#shares.length + length > this.#maxLength) {
      const isTooMany = this.#listeners.size >= this.#max;
      const needs = isTooMany ? { count: 1 } : { length };
      const victim = this.#shares.chooseFor(holder, needs);
      if (victim === undefined) {
        throw new ProtocolError(
          ErrorCode.InternalError,
          `Subscription limit (${isTooMany ? this.#max : `${this.#maxLength} characters`}) reached; try again later`,
          {
            data: { limit: isTooMany ? this.#max : this.#maxLength },
            http: { status: 503, headers: { "retry-after": RETRY_AFTER } },
          },
        );
      }
      this.#remove(victim, this.#listeners.get(victim) ?? new Set());
      victim.end();
    }
  }

  #remove(listener: Listener, own: ReadonlySet<string>): void {
    if (!this.#listeners.delete(listener)) return;
    this.#shares.remove(listener);
    for (const list of listener.lists) this.#byList[list].delete(listener);
    for (const uri of own) this.#unfollow(listener, uri);
  }
}

function lengthOf(uris: readonly string[]): number {
  return uris.reduce((sum, { length }) => sum + length, 0);
}
