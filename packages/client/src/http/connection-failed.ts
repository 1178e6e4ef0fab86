import { MortiseError } from "@mortise/protocol";
import { isBrokenCode } from "../request/passing-failure.ts";

/**
 * Makes the error of an HTTP request without a response: the server was not reached, or it closed
 * the connection and may have carried the request out.
 */
export function connectionFailed(place: string, cause: unknown): MortiseError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const { code } = (inner ?? {}) as { readonly code?: unknown };
  const why = readCause(inner, code);
  if (isPlainHttp(place, code)) {
    return new MortiseError(
      "CONNECTION_FAILED",
      `Could not reach ${place}: the port does not answer in TLS; if the server speaks plain HTTP, write http: in place of https:`,
      { cause },
    );
  }
  if (typeof code === "string" && code.startsWith("HPE_")) {
    return new MortiseError(
      "CONNECTION_FAILED",
      `${place} does not speak HTTP: ${why}; check the host and the port of the URL`,
      { cause },
    );
  }
  const message = isBrokenCode(code)
    ? `The connection to ${place} broke before the answer came: ${why}; the server may have carried the request out; check before you send it again`
    : `Could not reach ${place}: ${why}; check the URL, and that the server is running`;
  return new MortiseError("CONNECTION_FAILED", message, { cause });
}

/** OpenSSL reports an answer that is no TLS, such as that of a plain HTTP server, in several ways. */
function isPlainHttp(place: string, code: unknown): boolean {
  const isTlsError = typeof code === "string" && (code === "EPROTO" || code.startsWith("ERR_SSL_"));
  return place.startsWith("https:") && isTlsError;
}

/** The error codes of zlib and Brotli in Node, for content that is not in its coding. */
const BAD_CODING = /^(?:Z_|ERR_BROTLI|ERR__ERROR|ERR_PADDING)/;

/**
 * Makes the error of a response whose body could not be read to its end: it broke off, or is not in the
 * coding that its headers name.
 */
export function bodyFailed(place: string, cause: unknown): MortiseError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const { code } = (inner ?? {}) as { readonly code?: unknown };
  const why = readCause(inner, code);
  if (typeof code === "string" && BAD_CODING.test(code)) {
    return new MortiseError(
      "INVALID_RESPONSE",
      `${place} sent a body that is not in the content-encoding that its headers name: ${why}`,
      { cause },
    );
  }
  return new MortiseError(
    "CONNECTION_CLOSED",
    `${place} broke off in the middle of an answer: ${why}; the server may have carried the request out; check before you send it again`,
    { cause },
  );
}

function readCause(error: unknown, code: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || (typeof code === "string" ? code : error.name);
}
