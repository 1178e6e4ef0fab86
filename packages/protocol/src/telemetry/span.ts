/** Values of spans and metrics, by name. Those of metrics must have few values each. */
export type TelemetryAttributes = Readonly<
  Record<string, string | number | boolean | readonly string[]>
>;

/**
 * The place of a span in its trace: the headers of W3C Trace Context, `traceparent` and `tracestate`,
 * as plain JSON. Store it in a row or send it in a message, and link a later span to it.
 */
export type TraceReference = Readonly<Record<string, string>>;

/**
 * The part of a span in an exchange: `server` answers the request of a `client`; a `consumer` processes
 * later what a `producer` created; everything else is `internal`.
 */
export type TelemetrySpanKind = "internal" | "client" | "server" | "producer" | "consumer";

/** Settings of an operation that is recorded as a span. */
export interface TelemetrySpanOptions {
  /** Default `internal`. */
  readonly kind?: TelemetrySpanKind;
  /** The attributes that the span begins with. */
  readonly attributes?: TelemetryAttributes;
  /** Spans of other operations that this one belongs to, without being part of them. */
  readonly links?: readonly (TraceReference | undefined)[];
  /** The span that this one is part of. Default: the span around the call, otherwise a new trace. */
  readonly parent?: TraceReference | undefined;
}

/** A running operation. Its span ends by itself. */
export interface TelemetrySpan {
  /** Identifies the span elsewhere; `undefined` if it is not recorded. */
  readonly reference: TraceReference | undefined;
  /** Adds or replaces attributes. */
  setAttributes(attributes: TelemetryAttributes): void;
  /** Marks the operation as failed although it throws nothing. Records the kind of the error alone. */
  fail(error: unknown): void;
}
