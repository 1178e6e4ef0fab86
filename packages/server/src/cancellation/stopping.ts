import { ErrorCode, ProtocolError } from "@mortise/protocol";

/** The error for a request that comes while the server closes; another instance may take it. */
export function closing(): ProtocolError {
  return new ProtocolError(ErrorCode.InternalError, "The server is closing; try again", {
    http: { status: 503, headers: { "retry-after": "1" } },
  });
}

/** The error for a request that was under way when the server stopped. */
export function stopped(): ProtocolError {
  const message =
    "The server stopped before it had answered; it may have begun, so ask again with care";
  return new ProtocolError(ErrorCode.InternalError, message, { http: { status: 503 } });
}
