import type { TelemetryMeter } from "./meter.ts";
import type { Observed, ObservedSpan } from "./observed-request.ts";
import type { TelemetrySpan, TelemetrySpanOptions } from "./span.ts";

/**
 * Observes requests and operations without changing them; `@mortise/telemetry` implements it over
 * OpenTelemetry, and {@link noTelemetry} does nothing.
 *
 * No failure of an implementation reaches the work that it observes.
 */
export interface Telemetry {
  /** Whether anything is recorded; while `false`, nothing needs to be reported. */
  readonly isOn: boolean;
  /**
   * Runs `work` as one observed request, with everything that it calls inside; `work` ends the span
   * that it receives. `side` is `client` for the sender and `server` for the receiver.
   */
  observe<Value>(
    side: "server" | "client",
    request: Observed,
    work: (span: ObservedSpan) => Value,
  ): Value;
  /**
   * Runs `work` as one operation that is not a request, with everything that it calls inside. The
   * span ends when `work` returns, or when the promise that it returns settles; an error that it
   * throws marks the span as failed and is thrown on.
   */
  span<Value>(
    name: string,
    options: TelemetrySpanOptions,
    work: (span: TelemetrySpan) => Value,
  ): Value;
  /**
   * Called by a server inside the work of {@link Telemetry.observe}: with `handler` when the author's
   * handler begins, `result` when its value is about to be written, and `failure` with the error
   * behind a masked one. Default: nothing is reported.
   */
  readonly stage?: (name: "handler" | "result" | "failure", error?: unknown) => void;
  /** Creates counters, histograms and gauges. */
  readonly meter: TelemetryMeter;
  /** The platform's `fetch`, observed as part of the running span. */
  readonly fetch: typeof fetch;
}
