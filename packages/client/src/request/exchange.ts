import type { JsonObject } from "@mortise/protocol";

/** The end of a request that may have taken several rounds. */
export interface Exchange {
  readonly result: JsonObject;
  /** The server asked for input on the way, so the result is for this caller alone. */
  readonly tookInput: boolean;
}
