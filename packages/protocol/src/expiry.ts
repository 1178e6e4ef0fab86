/** The last moment that a `Date` can have (ECMAScript, Time Values and Time Range). */
const LAST_MS = 8.64e15;

/**
 * Returns the end of credentials in milliseconds since 1970: `seconds` after `since`, as `exp` (RFC 7519, 2)
 * and `expires_in` (RFC 6749, 5.1) have it. One beyond all dates is the last date, which JSON, timers and
 * `Date` can carry.
 */
export function toExpiry(seconds: number, since = 0): number {
  return Math.min(since + seconds * 1000, LAST_MS);
}
