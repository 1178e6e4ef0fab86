import type { Mask } from "../log/mask.ts";

/** The parts of a server that the answers of its entries need. */
export interface Answering {
  readonly mask: Mask;
  /** Milliseconds that a handler without a timeout of its own may take. */
  readonly timeout: number;
}
