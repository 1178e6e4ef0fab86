import type { JsonObject } from "../schema/json.ts";

/** One request as telemetry observes it, on either side of the wire. */
export interface Observed {
  /** The method; `_OTHER` for one that the receiver does not know. */
  readonly method: string;
  /** The name of the tool or prompt, or the URI of the resource. */
  readonly target: string | undefined;
  /** The target is offered, so it has one of few values; other names are the caller's invention. */
  readonly isTargetKnown: boolean;
  /** The JSON-RPC id; absent for notifications. */
  readonly id: string | number | undefined;
  /** The revision that both sides speak. */
  readonly revision: string | undefined;
  /** `stdio`, `http` or `memory`. */
  readonly transport: string | undefined;
  /** The legacy session; absent without one. */
  readonly sessionId?: string | undefined;
  /** The parameters as sent; their `_meta` carries `traceparent` (2026-07-28, Basic, `_meta`). */
  readonly params: JsonObject | undefined;
  /** The host that a client's request goes to, and its port. */
  readonly address?: string | undefined;
  /** The port of the other side; absent without one. */
  readonly port?: number | undefined;
}

/** The end of a request. */
export interface Ending {
  /** The result of a tool says `isError`. */
  readonly isToolError?: boolean;
  /** The failure of the request. */
  readonly error?: unknown;
  /** Writes the result as JSON text; called only if results are recorded. */
  readonly result?: () => string;
}

/** The record of one observed request. */
export interface ObservedSpan {
  /** Members for the `_meta` of the request that a client sends, such as `traceparent`. */
  readonly meta: JsonObject | undefined;
  /** Ends the record; a second call does nothing. */
  end(ending: Ending): void;
}
