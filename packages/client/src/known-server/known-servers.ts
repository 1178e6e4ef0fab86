import type { Revision } from "@mortise/protocol";

/** The largest number of servers to remember; the one updated longest ago is forgotten first. */
const MAX_SERVERS = 256;

interface KnownServer {
  readonly revision: Revision | undefined;
  readonly speaksHttpSse: boolean;
}

const UNKNOWN: KnownServer = { revision: undefined, speaksHttpSse: false };

/**
 * Remembers servers between connections (2026-07-28, Versioning): the agreed revision, and whether
 * a URL speaks the HTTP+SSE transport of 2024-11-05.
 *
 * The next connection to a legacy server skips the modern attempt, which would fail. The key of a
 * server is its URL without query, or the command line of its process.
 */
export class KnownServers {
  readonly #servers = new Map<string, KnownServer>();

  /** The revision that was agreed with a server the last time. */
  revisionOf(key: string): Revision | undefined {
    return this.#servers.get(key)?.revision;
  }

  /** Remembers the revision of a server; `undefined` forgets it. */
  setRevision(key: string, revision: Revision | undefined): void {
    this.#learn(key, { revision });
  }

  /** Returns whether the server at a URL spoke HTTP+SSE of 2024-11-05 the last time. */
  speaksHttpSse(key: string): boolean {
    return this.#servers.get(key)?.speaksHttpSse === true;
  }

  /** Remembers that the server at a URL speaks HTTP+SSE, or that it no longer does. */
  setSpeaksHttpSse(key: string, speaksHttpSse: boolean): void {
    this.#learn(key, { speaksHttpSse });
  }

  /** Forgets every server. */
  clear(): void {
    this.#servers.clear();
  }

  /** Adds to what is known of a server, and forgets one of which nothing is known. */
  #learn(key: string, found: Partial<KnownServer>): void {
    const server = { ...UNKNOWN, ...this.#servers.get(key), ...found };
    this.#servers.delete(key);
    const isKnown = server.revision !== undefined || server.speaksHttpSse;
    if (isKnown) this.#servers.set(key, server);
    const [oldest] = this.#servers.keys();
    if (this.#servers.size > MAX_SERVERS && oldest !== undefined) this.#servers.delete(oldest);
  }
}

/** The memory of connections that were not given another one. */
export const knownServers: KnownServers = new KnownServers();
