import type { Revision } from "@mortise/protocol";

/** The largest number of servers to remember; the one updated longest ago is forgotten first. */
const MAX_SERVERS = 256;

interface KnownServer {
  readonly revision?: Revision;
  readonly speaksHttpSse?: boolean;
}

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
    const { speaksHttpSse } = this.#servers.get(key) ?? {};
    this.#set(key, {
      ...(revision !== undefined && { revision }),
      ...(speaksHttpSse && { speaksHttpSse }),
    });
  }

  /** Returns whether the server at a URL spoke HTTP+SSE of 2024-11-05 the last time. */
  speaksHttpSse(key: string): boolean {
    return this.#servers.get(key)?.speaksHttpSse === true;
  }

  /** Remembers that the server at a URL speaks HTTP+SSE, or that it no longer does. */
  setSpeaksHttpSse(key: string, speaksHttpSse: boolean): void {
    const { revision } = this.#servers.get(key) ?? {};
    this.#set(key, {
      ...(revision !== undefined && { revision }),
      ...(speaksHttpSse && { speaksHttpSse }),
    });
  }

  /** Forgets every server. */
  clear(): void {
    this.#servers.clear();
  }

  #set(key: string, server: KnownServer): void {
    this.#servers.delete(key);
    if (Object.keys(server).length > 0) this.#servers.set(key, server);
    const [oldest] = this.#servers.keys();
    if (this.#servers.size > MAX_SERVERS && oldest !== undefined) this.#servers.delete(oldest);
  }
}

/** The memory of connections that were not given another one. */
export const knownServers: KnownServers = new KnownServers();
