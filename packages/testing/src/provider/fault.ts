/** A way in which a provider misbehaves for one request. */
export type ProviderFault =
  /** HTTP 429 with `retry-after-ms` and `retry-after`. */
  | { readonly kind: "rate-limit"; readonly retryAfterMs: number }
  /** HTTP 401 whose message repeats a part of the key, as real ones do. */
  | { readonly kind: "unauthorized" }
  /** HTTP 529, or 503 where the provider has no 529. */
  | { readonly kind: "overloaded" }
  /** An error event in a stream that has begun, before or after the first words. */
  | { readonly kind: "stream-overload"; readonly after: "start" | "text" }
  /** The connection ends in the middle of the stream, before or after the first words. */
  | { readonly kind: "cut-stream"; readonly after: "start" | "text" }
  /** The request is accepted and nothing is answered until the caller gives up. */
  | { readonly kind: "silence" }
  /** The arguments of every call are broken JSON; Gemini's are no text and are left whole. */
  | { readonly kind: "malformed-arguments" };
