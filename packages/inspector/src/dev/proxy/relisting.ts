type ListName = "tools" | "prompts" | "resources";

/** Clients that are remembered, the longest silent given up first. */
const MAX_CLIENTS = 100;
/** A client that was silent for longer has gone, in milliseconds. */
const GONE_MS = 15 * 60_000;

interface Seen {
  at: number;
  readonly listedAt: Map<ListName, number>;
}

/** Remembers which clients read the lists, to name those that a change did not reach. */
export class Relisting {
  readonly #clients = new Map<string, Seen>();

  /** Remembers a request of a client. */
  see(lane: string, method: string, at: number = performance.now()): void {
    const seen = this.#clients.get(lane) ?? { at, listedAt: new Map() };
    this.#clients.delete(lane);
    this.#clients.set(lane, seen);
    seen.at = at;
    const list = /^(tools|prompts|resources)\/(?:templates\/)?list$/.exec(method)?.[1];
    if (list !== undefined) seen.listedAt.set(list as ListName, at);
    for (const oldest of this.#clients.keys()) {
      if (this.#clients.size <= MAX_CLIENTS) break;
      this.#clients.delete(oldest);
    }
  }

  /** Names the clients that had read a list before `changedAt` and did not read it again. */
  missing(
    lists: readonly ListName[],
    changedAt: number,
    now: number = performance.now(),
  ): readonly string[] {
    return [...this.#clients]
      .filter(([, { at, listedAt }]) => {
        if (now - at > GONE_MS) return false;
        return lists.some((list) => (listedAt.get(list) ?? changedAt) < changedAt);
      })
      .map(([lane]) => lane);
  }
}
