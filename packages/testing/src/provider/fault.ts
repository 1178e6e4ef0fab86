/** A way in which a provider misbehaves for one request. */
export type ProviderFault =
  /** HTTP 429 with `retry-after-ms` and `retry-after`. */
  | { kind: "rate-limit"; retryAfterMs: number }
  /** HTTP 401 whose message repeats a part of the key, as real ones do. */
  | { kind: "unauthorized" }
  /** HTTP 529, or 503 where the provider has no 529. */
  | { kind: "overloaded" }
  /** An error event in a stream that has begun, before or after the first words. */
  | { kind: "stream-overload"; after: "start" | "text" }
  /** The connection ends in the middle of the stream, before or after the first words. */
  | { kind: "cut-stream"; after: "start" | "text" }
  /** The request is accepted and nothing is answered until the caller gives up. */
  | { kind: "silence" }
  /** The arguments of every tool call are broken JSON; Gemini, whose arguments are no text, is left whole. */
  | { kind: "malformed-arguments" };
