/** How long a value is worth keeping. */
export interface TokenStoreEntryOptions {
  /**
   * Milliseconds since 1970-01-01T00:00:00Z after which the value is of no use, and a store may drop
   * it. Default: it is kept until it is deleted.
   */
  readonly expiresAt?: number;
}

/**
 * Keeps what logins leave behind: tokens, registrations and logins that wait for their callback.
 *
 * Keys are texts that name issuers, resources and accounts, and hold no secret; values are texts that
 * do. An implementation shared by processes makes `set` atomic, `delete` a compare-and-delete and
 * `lock` exclusive across them. A value that cannot be read any more counts as absent.
 */
export interface TokenStore {
  /** Returns the value of a key; `undefined` without one, and after its expiry. */
  get(key: string): Promise<string | undefined>;
  /** Writes the value of a key; rejects unless it was kept. */
  set(key: string, value: string, options?: TokenStoreEntryOptions): Promise<void>;
  /** Deletes a key; with `expected`, only while its value is that one. */
  delete(key: string, expected?: string): Promise<void>;
  /**
   * Runs `work` while no other caller holds the lock of the same key, in this or another process, and
   * gives what it gives. It may call the other methods; locks of several keys nest.
   */
  lock<T>(key: string, work: () => Promise<T>): Promise<T>;
}
