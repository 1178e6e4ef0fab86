import type { JsonObject } from "@mortise/protocol";

/** The end of a request that may have taken several rounds. */
export interface Exchange {
  /** The result of the last round. */
  readonly result: JsonObject;
  /**
   * The result must not be kept or given to others: the server asked for input on the way, or the
   * connection began to act for another account.
   */
  readonly isForOneCaller: boolean;
}
