/**
 * The JSON-RPC error codes of the protocol, by name (2026-07-28, Basic, Error Codes).
 *
 * `ResourceNotFound` is what revisions up to 2025-11-25 answer; 2026-07-28 answers `InvalidParams`.
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
} as const;

/** A JSON-RPC error code that the protocol defines. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];
