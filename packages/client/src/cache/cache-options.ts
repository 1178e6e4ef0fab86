/** Settings of the response cache of one connection. */
export interface CacheOptions {
  /** How many responses are kept; default 1,000. The one kept longest goes first. */
  readonly maxEntries?: number;
  /** How much memory the kept responses may take, in bytes; default 16 MiB. */
  readonly maxBytes?: number;
  /** Tells the time in milliseconds since some fixed moment; default `performance.now`. */
  readonly now?: () => number;
}
