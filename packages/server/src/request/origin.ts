import type { AuthDenial, Principal, ProtocolError } from "@mortise/protocol";

/** Where a request came from. */
export interface Origin {
  /** `http`, `stdio` or `memory`. */
  readonly transport: string;
  /** The caller, as the server's `auth` confirmed; `undefined` for an anonymous one. */
  readonly principal: Principal | undefined;
  /** The id of the legacy session; `undefined` without one. */
  readonly sessionId?: string;
  /** Words the refusal of something that the caller may not use; absent where no `auth` does. */
  readonly deny?: (denial: Omit<AuthDenial, "principal">) => ProtocolError;
}
