import type { JsonObject } from "./schema/json.ts";

/** What telemetry is told of one request, on either side of the wire. */
export interface Observed {
  /** The method; `_OTHER` for one that the receiver does not know. */
  readonly method: string;
  /** The tool or prompt called, or the URI read. */
  readonly target: string | undefined;
  /** The target is one of a bounded number; a caller can make up others. */
  readonly isTargetKnown: boolean;
  readonly id: string | number | undefined;
  readonly revision: string | undefined;
  /** `stdio`, `http` or `memory`. */
  readonly transport: string | undefined;
  readonly sessionId?: string | undefined;
  /** What was sent; its `_meta` carries `traceparent` (2026-07-28, Basic, `_meta`). */
  readonly params: JsonObject | undefined;
  /** The host that a client's request goes to, and its port. */
  readonly address?: string | undefined;
  readonly port?: number | undefined;
}

/** How a request ended, for telemetry. */
export interface Ending {
  /** A tool failed, though the request was answered. */
  readonly isToolError?: boolean;
  /** What the request failed with. */
  readonly error?: unknown;
  /** Writes the result as JSON text; called only where results are recorded. */
  readonly result?: () => string;
}

/**
 * Watches requests without changing them; `@mortise/telemetry` makes one over OpenTelemetry.
 *
 * Nothing that it does may fail a request.
 */
export interface Telemetry {
  /** Somebody watches; while this is `false` nothing has to be told. */
  readonly isOn: boolean;
  /**
   * Runs `work` as one observed operation, with what it calls inside; `work` ends the span it is
   * given once. The side is the sender's (`client`) or the receiver's (`server`), whoever that is.
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
  /** Members for the `_meta` of the request that a client sends, such as `traceparent`. */
  readonly meta: JsonObject | undefined;
  end(ending: Ending): void;
}
