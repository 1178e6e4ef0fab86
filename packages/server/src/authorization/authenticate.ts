import type { AuthProvider, AuthRefusal, AuthRequest } from "@mortise/protocol";
import { ErrorCode, isAuthRefusal, ProtocolError } from "@mortise/protocol";
import type { Mask } from "../log/mask.ts";
import type { Origin } from "../request/origin.ts";
import { toProtocolError } from "../result/response.ts";

/** The origin of an HTTP request to a server without `auth`. */
export const ANYONE: Origin = Object.freeze({ transport: "http", principal: undefined });

/**
 * Authenticates an HTTP request (2026-07-28, Authorization, Error Handling).
 *
 * Rejects with a ProtocolError that carries the HTTP status and challenge of a refusal, or with a
 * masked one when the provider fails.
 */
export async function authenticate(
  auth: AuthProvider,
  request: AuthRequest,
  mask: Mask,
): Promise<Origin> {
  try {
    const outcome = await auth.authenticate(request);
    if (!isAuthRefusal(outcome)) return { transport: "http", principal: outcome };
    throw toError(outcome);
  } catch (error) {
    throw toProtocolError(error, "auth", mask);
  }
}

function toError({ status, message, challenge }: AuthRefusal): ProtocolError {
  const headers = challenge === undefined ? {} : { "www-authenticate": challenge };
  return new ProtocolError(ErrorCode.InvalidRequest, message, { http: { status, headers } });
}
