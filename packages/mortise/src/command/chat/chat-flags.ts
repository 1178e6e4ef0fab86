import type { ConnectionFlags } from "../../invocation/connection-options.ts";

/** The options of `mortise chat`, as commander reads them. */
export interface ChatFlags extends ConnectionFlags {
  readonly model?: string;
  readonly approve: "writes" | "all" | "never";
  readonly instructions?: string;
  readonly message?: string;
}
