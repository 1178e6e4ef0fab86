import type { Mask } from "../log/mask.ts";

/** What a server contributes to the answers of its entries. */
export interface Answering {
  readonly mask: Mask;
  /** Milliseconds that a handler without a timeout of its own may take. */
  readonly timeout: number;
}
