import type { Revision } from "@mortise/protocol";
import { ErrorCode, isModern, ProtocolError } from "@mortise/protocol";

/**
 * Makes the error for a URI that nothing answers to: -32602 in 2026-07-28, -32002 in earlier
 * revisions (Resources, Error Handling).
 */
export function resourceNotFound(
  uri: string,
  revision: Revision,
  cause?: ProtocolError,
): ProtocolError {
  return new ProtocolError(
    isModern(revision) ? ErrorCode.InvalidParams : ErrorCode.ResourceNotFound,
    cause?.message ?? `Resource not found: ${uri}`,
    { data: { uri }, cause },
  );
}
