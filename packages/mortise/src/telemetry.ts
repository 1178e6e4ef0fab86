export type {
  Ending,
  HistogramOptions,
  InstrumentOptions,
  Observed,
  ObservedSpan,
  ReportValue,
  Telemetry,
  TelemetryAttributes,
  TelemetryCounter,
  TelemetryHistogram,
  TelemetryMeter,
  TelemetrySpan,
  TelemetrySpanKind,
  TelemetrySpanOptions,
  TraceReference,
} from "@mortise/protocol";
export { noTelemetry } from "@mortise/protocol";
export type { OpenTelemetryOptions } from "@mortise/telemetry";
export { openTelemetry } from "@mortise/telemetry";
