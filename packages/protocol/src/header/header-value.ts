const PREFIX = "=?base64?";
const SUFFIX = "?=";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Writes a value so that an HTTP header carries it unchanged.
 *
 * Plain ASCII stays as it is; anything else, and anything that looks like the sentinel, becomes
 * `=?base64?…?=` (2026-07-28, Streamable HTTP, Value Encoding).
 */
export function encodeHeaderValue(value: string): string {
  const isPlain = /^[\x20-\x7e\t]*$/.test(value) && value === value.trim();
  if (isPlain && !looksEncoded(value)) return value;
  const bytes = Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte));
  return `${PREFIX}${btoa(bytes.join(""))}${SUFFIX}`;
}

/**
 * Reads a value that {@link encodeHeaderValue} wrote; `undefined` when its base64 is malformed.
 *
 * A value without the whole sentinel is literal.
 */
export function decodeHeaderValue(value: string): string | undefined {
  if (!looksEncoded(value)) return value;
  const encoded = value.slice(PREFIX.length, -SUFFIX.length);
  if (!BASE64.test(encoded)) return undefined;
  const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The prefix and the suffix share no character: `=?base64?=` is literal. */
function looksEncoded(value: string): boolean {
  return (
    value.length >= PREFIX.length + SUFFIX.length &&
    value.startsWith(PREFIX) &&
    value.endsWith(SUFFIX)
  );
}
