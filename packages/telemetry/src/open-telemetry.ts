import type {
  Clock,
  Observed,
  ObservedSpan,
  OptionNames,
  Telemetry,
  TelemetryMeter,
  TelemetrySpan,
  TelemetrySpanOptions,
} from "@mortise/protocol";
import { checkOptions, systemClock } from "@mortise/protocol";
import type { MeterProvider, TextMapPropagator, TracerProvider } from "@opentelemetry/api";
import { propagation } from "@opentelemetry/api";
import { createObservedFetch } from "./observed-fetch.ts";
import { OpenMeter } from "./open-meter.ts";
import { IDLE_SPAN, runOperation } from "./operation-span.ts";
import { Providers } from "./providers.ts";
import type { Side } from "./request-span.ts";
import { IDLE_REQUEST, RequestSpans } from "./request-span.ts";

/** The parts of requests that are recorded, and the SDK that records them. */
export interface OpenTelemetryOptions {
  /** Records the arguments of tool calls on spans; they may hold secrets. Default `false`. */
  readonly recordArguments?: boolean;
  /** Records the results of tool calls on spans; they may hold secrets. Default `false`. */
  readonly recordResults?: boolean;
  /** Creates the spans. Default: the registered provider. */
  readonly tracerProvider?: TracerProvider;
  /** Creates the metrics. Default: the registered provider. */
  readonly meterProvider?: MeterProvider;
  /** Writes and reads `traceparent` and its like. Default: the registered propagator. */
  readonly propagator?: Pick<TextMapPropagator, "inject" | "extract">;
  /** Measures durations. Default: the platform's clock. */
  readonly clock?: Pick<Clock, "monotonic">;
}

const OPTIONS: OptionNames<OpenTelemetryOptions> = {
  recordArguments: true,
  recordResults: true,
  tracerProvider: true,
  meterProvider: true,
  propagator: true,
  clock: true,
};

/**
 * Records requests and operations as OpenTelemetry spans and metrics, requests after its conventions
 * for MCP.
 *
 * A server's span is a child of the client's, which the request carries in its `_meta`. Until an SDK
 * is registered, nothing is recorded and next to nothing spent; no failure in here reaches a request.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Telemetry {
  checkOptions("openTelemetry", options, OPTIONS);
  return new OpenTelemetry(options);
}

class OpenTelemetry implements Telemetry {
  readonly meter: TelemetryMeter;
  readonly fetch: typeof fetch;
  readonly #providers: Providers;
  readonly #requests: RequestSpans;
  readonly #meter: OpenMeter;

  constructor(options: OpenTelemetryOptions) {
    const { propagator = propagation, clock = systemClock } = options;
    const providers = new Providers(options);
    this.#providers = providers;
    this.#requests = new RequestSpans({
      providers,
      propagator,
      clock,
      recordsArguments: options.recordArguments ?? false,
      recordsResults: options.recordResults ?? false,
    });
    this.#meter = new OpenMeter(providers);
    this.meter = this.#meter;
    this.fetch = createObservedFetch({ providers, propagator });
  }

  get isOn(): boolean {
    return this.#providers.isOn;
  }

  observe<Value>(side: Side, request: Observed, work: (span: ObservedSpan) => Value): Value {
    if (!this.isOn) return work(IDLE_REQUEST);
    this.#meter.attachGauges();
    return this.#requests.run(side, request, work);
  }

  span<Value>(
    name: string,
    options: TelemetrySpanOptions,
    work: (span: TelemetrySpan) => Value,
  ): Value {
    if (!this.isOn) return work(IDLE_SPAN);
    this.#meter.attachGauges();
    return runOperation(this.#providers, { name, ...options }, work);
  }
}
