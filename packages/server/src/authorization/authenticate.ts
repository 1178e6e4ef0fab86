import type {
  AuthDenial,
  AuthHeaders,
  AuthProvider,
  AuthRefusal,
  AuthRequest,
} from "@mortise/protocol";
import { ErrorCode, isAuthRefusal, ProtocolError } from "@mortise/protocol";
import type { Mask } from "../log/mask.ts";
import type { Origin } from "../request/origin.ts";
import { toProtocolError } from "../result/response.ts";

/** The origin of an HTTP request to a server without `auth`. */
export const ANONYMOUS: Origin = Object.freeze({ transport: "http", principal: undefined });

/** An HTTP request to authenticate, and the way for headers to its answer. */
export interface AuthExchange extends AuthRequest {
  addHeaders(headers: AuthHeaders): void;
}

/**
 * Authenticates an HTTP request (2026-07-28, Authorization, Error Handling).
 *
 * Rejects with a ProtocolError that carries the HTTP status of a refusal, or with a masked one when
 * the provider fails; headers of grants and refusals go to the exchange.
 */
export async function authenticate(
  auth: AuthProvider,
  exchange: AuthExchange,
  mask: Mask,
): Promise<Origin> {
  try {
    const outcome = await auth.authenticate(exchange);
    if (outcome.headers) exchange.addHeaders(outcome.headers);
    if (isAuthRefusal(outcome)) throw toError(outcome);
    const { principal } = outcome;
    const deny: Origin["deny"] = (denial) => challenge(auth, exchange, { ...denial, principal });
    return { transport: "http", principal, deny };
  } catch (error) {
    throw toProtocolError(error, "auth", mask);
  }
}

/** Turns a denial into the error that the exchange answers with, challenge included. */
function challenge(auth: AuthProvider, exchange: AuthExchange, denial: AuthDenial): ProtocolError {
  const refusal = auth.challenge?.(denial, exchange);
  if (!refusal) return forbidden(denial);
  if (refusal.headers) exchange.addHeaders(refusal.headers);
  return toError(refusal);
}

/** The error of a denial that no provider words. */
export function forbidden({ target, scopes }: Omit<AuthDenial, "principal">): ProtocolError {
  const needs = scopes.length === 0 ? "" : `; it needs the scopes ${scopes.join(" ")}`;
  const message = `${JSON.stringify(target)} is not permitted to this caller${needs}`;
  return new ProtocolError(ErrorCode.InvalidRequest, message, { http: { status: 403 } });
}

function toError({ status, message }: AuthRefusal): ProtocolError {
  return new ProtocolError(ErrorCode.InvalidRequest, message, { http: { status } });
}
