import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";

/**
 * Returns the milliseconds that a server asked to wait before the refused request is repeated;
 * `undefined` if it did not, or if the error is another one.
 *
 * It is read from `data.retryAfterMs`, and from the HTTP header `Retry-After` of a 429 or 503.
 */
export function readRetryAfter(error: unknown): number | undefined {
  if (MortiseError.is(error)) return readDelay(error.data);
  if (!ProtocolError.is(error)) return undefined;
  const isOwnCode = error.code === ErrorCode.RateLimited;
  return (isOwnCode ? readDelay(error.data) : undefined) ?? readRetryAfter(error.cause);
}

function readDelay(data: unknown): number | undefined {
  const delayMs = (data as { readonly retryAfterMs?: unknown } | undefined)?.retryAfterMs;
  return typeof delayMs === "number" && delayMs >= 0 ? delayMs : undefined;
}

/**
 * Reads the header `Retry-After` in milliseconds: seconds, or a date (RFC 9110, 10.2.3), which is
 * compared with the `Date` of the same response, because the clocks of two machines differ.
 */
export function parseRetryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const sent = Date.parse(headers.get("date") ?? "");
  const delayMs = Date.parse(value) - sent;
  return Number.isNaN(delayMs) ? undefined : Math.max(0, delayMs);
}
