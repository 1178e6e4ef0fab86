import type { Principal } from "./principal.ts";

/** What an {@link AuthProvider} sees of an HTTP request, before its body is read. */
export interface AuthRequest {
  readonly method: string;
  /** A request header by its lower-case name. */
  header(name: string): string | undefined;
}

/** Why a request is not let in, and how its client may try again. */
export interface AuthRefusal {
  /** 401 where a token would help, 403 where this one is not enough. */
  readonly status: 401 | 403;
  readonly message: string;
  /** The `WWW-Authenticate` header. */
  readonly challenge?: string;
}

/**
 * Tells who sends an HTTP request, before anything else of it is read.
 *
 * Resolves with the caller, or with a refusal that is answered in place of the request; a rejection
 * is masked and answered with 500.
 */
export interface AuthProvider {
  authenticate(request: AuthRequest): Promise<Principal | AuthRefusal>;
}

/** Tells a refusal from a caller. */
export function isAuthRefusal(outcome: Principal | AuthRefusal): outcome is AuthRefusal {
  return "status" in outcome;
}
