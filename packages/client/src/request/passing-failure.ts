import { MortiseError, ProtocolError } from "@mortise/protocol";

/** The statuses of a server, or of a proxy before it, that is not there for the moment. */
const PASSING_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Returns whether a message failed for a reason that passes: a busy, restarting or lost server. */
export function isPassingFailure(error: unknown): boolean {
  const failure = ProtocolError.is(error) ? error.cause : error;
  if (!MortiseError.is(failure)) return false;
  if (failure.code === "HTTP_ERROR") return PASSING_STATUS.has(failure.data.status);
  return failure.code === "CONNECTION_FAILED" || failure.code === "CONNECTION_CLOSED";
}
