import type { TraceReference } from "@mortise/protocol";
import type { SpanContext } from "@opentelemetry/api";
import { createTraceState, isSpanContextValid } from "@opentelemetry/api";

/** W3C Trace Context, 3.2: version, trace id, parent id and flags. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;

/** Writes the place of a span; `undefined` for a span without one, which no SDK records. */
export function toReference(span: SpanContext): TraceReference | undefined {
  if (!isSpanContextValid(span)) return undefined;
  const flags = span.traceFlags.toString(16).padStart(2, "0");
  const traceparent = `00-${span.traceId}-${span.spanId}-${flags}`;
  const tracestate = span.traceState?.serialize() ?? "";
  return { traceparent, ...(tracestate !== "" && { tracestate }) };
}

/** Reads the place of a span that another process may have written; `undefined` if it is malformed. */
export function readReference({
  traceparent,
  tracestate,
}: TraceReference): SpanContext | undefined {
  const [, version, traceId = "", spanId = "", flags = ""] =
    TRACEPARENT.exec(traceparent ?? "") ?? [];
  if (version === undefined || version === "ff") return undefined;
  const span: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(tracestate !== undefined && { traceState: createTraceState(tracestate) }),
  };
  return isSpanContextValid(span) ? span : undefined;
}
