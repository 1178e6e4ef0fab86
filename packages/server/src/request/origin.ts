import type { Principal } from "@mortise/protocol";

/** Where a request came from. */
export interface Origin {
  /** `http`, `stdio` or `memory`. */
  readonly transport: string;
  /** Who sends it, as the server's `auth` confirmed; `undefined` where nobody was asked. */
  readonly principal: Principal | undefined;
  /** Names the legacy session; `undefined` where there is none. */
  readonly sessionId?: string;
}
