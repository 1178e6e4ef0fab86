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

/** The error codes of Node and undici for a connection that broke after it was established. */
const BROKEN: ReadonlySet<unknown> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** Returns whether the error code of a platform stands for a connection that broke. */
export function isBrokenCode(code: unknown): boolean {
  return BROKEN.has(code);
}

/** Returns whether a request met a connection that broke, such as one kept open to a restarted server. */
export function isBrokenConnection(error: unknown): boolean {
  if (!MortiseError.is(error) || error.code !== "CONNECTION_FAILED") return false;
  const { cause } = error;
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return isBrokenCode((inner as { readonly code?: unknown } | undefined)?.code);
}
