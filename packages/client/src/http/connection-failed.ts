import { MortiseError } from "@mortise/protocol";

/** The error codes of Node and undici for a connection that broke after it was established. */
const BROKEN: ReadonlySet<unknown> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/**
 * Makes the error of an HTTP request without a response: the server was not reached, or it closed
 * the connection and may have carried the request out.
 */
export function connectionFailed(place: string, cause: unknown): MortiseError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const { code } = (inner ?? {}) as { readonly code?: unknown };
  const why = readCause(inner, code);
  const message = BROKEN.has(code)
    ? `The connection to ${place} broke before the answer came: ${why}; the server may have carried the request out; check before you send it again`
    : `Could not reach ${place}: ${why}; check the URL, and that the server is running`;
  return new MortiseError("CONNECTION_FAILED", message, { cause });
}

function readCause(error: unknown, code: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || (typeof code === "string" ? code : error.name);
}
