import type { PrincipalSource } from "./principal.ts";

/** Settings of the response cache of one connection. */
export interface ClientCacheOptions {
  /** How many responses are kept; default 1,000. The one kept longest goes first. */
  readonly maxEntries?: number;
  /** How much memory the kept responses may take, in bytes; default 16 MiB. */
  readonly maxBytes?: number;
  /**
   * Names whom the connection acts for at the moment. What the server marks `private` is given back to
   * the same only. Default: one for the whole connection, or where `headers` is a function, one for
   * each `Authorization` that it gives.
   */
  readonly principal?: PrincipalSource;
}
