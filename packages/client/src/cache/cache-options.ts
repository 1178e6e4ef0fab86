import type { PrincipalSource } from "./principal.ts";

/** Settings of the response cache of one connection. */
export interface ClientCacheOptions {
  /**
   * The largest number of responses to keep. Default 1,000; the one kept longest is dropped first.
   */
  readonly maxEntries?: number;
  /** The memory that kept responses may take, in bytes. Default 16 MiB. */
  readonly maxBytes?: number;
  /**
   * Names the account that the connection acts for at the moment. Results that the server marks
   * `private` are given back to the same account only. Default: that of `auth`; if `headers` is a
   * function, one for each `Authorization` that it gives; otherwise one for the connection.
   */
  readonly principal?: PrincipalSource;
}
