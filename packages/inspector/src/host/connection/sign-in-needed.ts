import { MortiseError, ProtocolError } from "@mortise/protocol";

/** Returns whether an error means that the server takes no credentials that are at hand. */
export function isSignInNeeded(error: unknown): boolean {
  // A server may put an error of JSON-RPC into the body of its 401.
  const cause = ProtocolError.is(error) ? error.cause : error;
  if (!MortiseError.is(cause)) return false;
  if (cause.code === "HTTP_ERROR") return cause.data.status === 401;
  // 403 is of one operation; the credentials are good for others.
  return cause.code === "AUTHORIZATION_FAILED" && cause.data.status !== 403;
}
