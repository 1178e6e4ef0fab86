import type { JsonObject } from "../schema/json.ts";

/** What telemetry is told of one request, on either side of the wire. */
export interface Observed {
  readonly method: string;
  /** The tool or prompt called, or the URI read. */
  readonly target: string | undefined;
  readonly id: string | number | undefined;
  readonly revision: string | undefined;
  /** `stdio`, `http` or `memory`. */
  readonly transport: string | undefined;
  readonly sessionId: string | undefined;
  /** The `_meta` of the request; carries `traceparent` (2026-07-28, Basic, `_meta`). */
  readonly meta: JsonObject | undefined;
}

/** How a request ended, for telemetry. */
export interface Ending {
  /** A tool failed, though the request was answered. */
  readonly isError?: boolean;
  /** What the request failed with. */
  readonly error?: unknown;
}

/**
 * Watches requests without changing them; `@mortise/telemetry` makes one over OpenTelemetry.
 *
 * Nothing that it does may fail a request.
 */
export interface Telemetry {
  /**
   * Runs the handling of a request as one observed operation, with what it calls inside; `ended` is
   * to be called once.
   */
  observe<Value>(
    side: "server" | "client",
    request: Observed,
    work: (span: ObservedSpan) => Value,
  ): Value;
  /** The platform's `fetch`, observed as part of what runs. */
  readonly fetch: typeof fetch;
}

/** The record of one observed request. */
export interface ObservedSpan {
  /** Members for the `_meta` of what is sent on behalf of this request, such as `traceparent`. */
  readonly meta: JsonObject | undefined;
  end(ending: Ending): void;
}
