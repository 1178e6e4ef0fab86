import type { Backplane } from "../backplane/backplane.ts";
import type { AuthHeaders, AuthRefusal, AuthRequest } from "./auth-request.ts";
import type { AuthEndpoint, AuthRoute } from "./auth-route.ts";
import type { Principal } from "./principal.ts";

/** Lets a request in. */
export interface AuthGrant<Caller extends Principal = Principal> {
  /** The caller; `undefined` for an anonymous one. */
  readonly principal: Caller | undefined;
  /** Headers of the answer, such as a new `DPoP-Nonce` (RFC 9449, 8.2). */
  readonly headers?: AuthHeaders;
}

/** Why a caller that was let in may not use what it asked for. */
export interface AuthDenial {
  /** The caller that is refused; `undefined` for an anonymous one. */
  readonly principal: Principal | undefined;
  /** The method of the request, such as `tools/call`. */
  readonly method: string;
  /** The tool or prompt, or the URI of the resource. */
  readonly target: string;
  /**
   * Every scope that the target requires; empty if its `allow` refused, and a challenge has no
   * parameter `scope` then (RFC 6750, 3: it names one at least).
   */
  readonly scopes: readonly string[];
}

/**
 * Confirms the sender of each HTTP request, before the request's body is read.
 *
 * The server answers a refusal in place of the request (2026-07-28, Authorization). A rejection, and
 * an outcome that is neither a grant nor a refusal or has headers that HTTP does not allow, is logged,
 * masked and answered with 500; one that takes more than 10 seconds is answered with 503.
 */
export interface AuthProvider<Caller extends Principal = Principal> {
  /**
   * Confirms the caller of a request, or refuses the request; without a promise for a caller that is
   * known, so that the request goes on at once.
   */
  authenticate(
    request: AuthRequest,
  ): AuthGrant<Caller> | AuthRefusal | Promise<AuthGrant<Caller> | AuthRefusal>;
  /**
   * Writes the refusal of a caller that lacks the `scopes` of a tool, prompt or resource, or that its
   * `allow` refused, so that a client can ask for more. Default, also for one that throws or
   * gives no refusal: 403 without headers.
   */
  challenge?(denial: AuthDenial, request: AuthRequest): AuthRefusal;
  /** Adds HTTP resources beside the MCP endpoint. */
  routes?(endpoint: AuthEndpoint): readonly AuthRoute[];
  /**
   * Finds mistakes of the configuration that will keep callers out: a sentence with its fix for each.
   *
   * The server calls it once, when it begins to serve, and logs the sentences as warnings. Requests do
   * not wait for it, and a rejection is logged.
   */
  check?(): Promise<readonly string[]>;
  /**
   * Shares what must be the same at every instance of the server, such as the proofs that were used
   * (RFC 9449, 11.1). A server that joins a shared backplane calls it, before it serves; it must not close
   * the backplane. Called again for each further server that has this provider. Never called for a
   * server that shares nothing.
   */
  join?(backplane: Pick<Backplane, "values">): void;
}

/** Returns whether `outcome` refuses the request. */
export function isAuthRefusal(outcome: AuthGrant | AuthRefusal): outcome is AuthRefusal {
  return "status" in outcome;
}
