import type { Mask } from "../log/mask.ts";

/** What a server brings to the answers of what it offers. */
export interface Answering {
  readonly mask: Mask;
  /** Milliseconds that a handler without a timeout of its own may take. */
  readonly timeout: number;
}
