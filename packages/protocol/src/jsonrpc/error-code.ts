/**
 * The JSON-RPC error codes of the protocol, by name (2026-07-28, Basic, Error Codes).
 *
 * `ResourceNotFound` is what revisions up to 2025-11-25 answer; 2026-07-28 answers `InvalidParams`.
 * `RateLimited` is Mortise's own: the protocol has no code for it and wants new ones outside of the
 * range that JSON-RPC reserves, so it is the number that HTTP has.
 */
export const ErrorCode = {
  ParseError: -32700,
  InvalidRequest: -32600,
  MethodNotFound: -32601,
  InvalidParams: -32602,
  InternalError: -32603,
  HeaderMismatch: -32020,
  MissingRequiredClientCapability: -32021,
  UnsupportedProtocolVersion: -32022,
  ResourceNotFound: -32002,
  RateLimited: 429,
} as const;

/** A JSON-RPC error code that is defined here. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];
