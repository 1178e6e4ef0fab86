import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { Cluster } from "../cluster/cluster.ts";
import type { ListKind } from "../visibility/list-kind.ts";
import { FanOut } from "./fan-out.ts";
import type { SharedNotification } from "./notification.ts";

/** Receives changes that it asked for, until it is removed or the server closes. */
export interface Listener {
  /** The lists whose changes are wanted. */
  readonly lists: readonly ListKind[];
  readonly notify: (notification: SharedNotification) => void;
  /** Called once when the server ends the subscription. */
  readonly end: () => void;
}

/** A listener that has been added. */
export interface Listening {
  /** Has the listener hear of a resource too. */
  add(uri: string): void;
  /** Has the listener hear of a resource no more. */
  remove(uri: string): void;
  /** Ends the listening. */
  stop(): void;
}

/** How many may listen, unless an option says otherwise; each holds a connection and its buffers. */
const DEFAULT_MAX: number = 50_000;
/** The lists that can change. */
export const LISTS: readonly ListKind[] = ["tools", "prompts", "resources"];

/** Everyone who wants to hear of changes to one server, and the other instances that tell of them. */
export class Subscriptions {
  readonly #max: number;
  readonly #listeners = new Map<Listener, Set<string>>();
  readonly #byUri = new Map<string, Set<Listener>>();
  readonly #byList: Readonly<Record<ListKind, Set<Listener>>> = {
    tools: new Set(),
    prompts: new Set(),
    resources: new Set(),
  };
  readonly #pending = new Set<ListKind>();
  readonly #fanOut = new FanOut();
  #cluster: Cluster | undefined;

  constructor(max: number = DEFAULT_MAX) {
    this.#max = max;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /**
   * Hears from now on of changes that other instances tell of, and tells them of those here.
   *
   * A change goes to the listeners of this instance by way of the bus too. So every instance hears changes and
   * subscriptions in one order, and whoever subscribed at one instance misses nothing that happens later at
   * another. What an interruption of the bus may have hidden is told as changed: lists, and resources that
   * somebody listens for.
   */
  join(cluster: Cluster): void {
    this.#cluster = cluster;
    // Who listens before they are heard waits for it, and is told where it fails.
    cluster.start().catch(() => undefined);
    cluster.on("change", ({ list, uri }) => {
      if (typeof uri === "string") this.#publishUri(uri);
      else if (LISTS.includes(list as ListKind)) this.#publishList(list as ListKind);
    });
    cluster.onMissed(() => {
      for (const list of LISTS) this.#publishList(list);
      for (const uri of [...this.#byUri.keys()]) this.#publishUri(uri);
    });
  }

  /** Settles once other instances are heard; `undefined` where they are, or there are none. */
  get joining(): Promise<void> | undefined {
    return this.#cluster && !this.#cluster.isStarted ? this.#cluster.start() : undefined;
  }

  /**
   * Adds a listener for lists, and for the resources `uris`.
   *
   * @throws ProtocolError `InternalError` when as many listen as may.
   */
  add(listener: Listener, uris: Iterable<string> = []): Listening {
    if (this.#listeners.size >= this.#max) {
      throw new ProtocolError(
        ErrorCode.InternalError,
        `As many as ${this.#max} listen to this server, and no more may; try again later`,
        { data: { limit: this.#max } },
      );
    }
    const own = new Set<string>();
    this.#listeners.set(listener, own);
    for (const list of listener.lists) this.#byList[list].add(listener);
    for (const uri of uris) this.#follow(listener, own, uri);
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

  /** Tells listeners that a list changed, once for any number of changes in one turn. */
  listChanged(list: ListKind): void {
    const isHeard = this.#listeners.size > 0 || this.#cluster !== undefined;
    if (!isHeard || this.#pending.has(list)) return;
    this.#pending.add(list);
    queueMicrotask(() => {
      this.#pending.delete(list);
      this.#tell({ list }, () => this.#publishList(list));
    });
  }

  /** Tells listeners of `uri` that what it holds has changed. */
  resourceUpdated(uri: string): void {
    this.#tell({ uri }, () => this.#publishUri(uri));
  }

  /** Ends every subscription. */
  close(): void {
    // What changed before is heard before the end.
    this.#fanOut.finish();
    for (const listener of [...this.#listeners.keys()]) listener.end();
    this.#listeners.clear();
    this.#byUri.clear();
    for (const list of LISTS) this.#byList[list].clear();
  }

  #tell(change: { readonly list?: ListKind; readonly uri?: string }, publish: () => void): void {
    const cluster = this.#cluster;
    if (!cluster) {
      publish();
      return;
    }
    // Who listens here hears of it even where the bus does not carry it.
    const isHeard = cluster.isStarted;
    if (!isHeard) publish();
    void cluster.tellAll("change", change).then((isTold) => {
      if (!isTold && isHeard) publish();
    });
  }

  #publishList(list: ListKind): void {
    const change = { method: `notifications/${list}/list_changed`, params: {} };
    this.#fanOut.tell(change, this.#byList[list]);
  }

  #publishUri(uri: string): void {
    const change = { method: "notifications/resources/updated", params: { uri } };
    this.#fanOut.tell(change, this.#byUri.get(uri));
  }

  #follow(listener: Listener, own: Set<string>, uri: string): void {
    const listeners = this.#byUri.get(uri) ?? new Set();
    this.#byUri.set(uri, listeners.add(listener));
    own.add(uri);
  }

  #unfollow(listener: Listener, uri: string): void {
    const listeners = this.#byUri.get(uri);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#byUri.delete(uri);
  }

  #remove(listener: Listener, own: ReadonlySet<string>): void {
    if (!this.#listeners.delete(listener)) return;
    for (const list of listener.lists) this.#byList[list].delete(listener);
    for (const uri of own) this.#unfollow(listener, uri);
  }
}
