import type { Meter, MeterProvider, Tracer, TracerProvider } from "@opentelemetry/api";
import { metrics, trace } from "@opentelemetry/api";
import { isTelemetryRegistered } from "./registered.ts";

/** The name and version under which spans and metrics are recorded. */
const SCOPE = "@mortise/telemetry";
const VERSION = "0.1.0";

/** Providers that take the place of the registered ones. */
export interface GivenProviders {
  readonly tracerProvider?: TracerProvider | undefined;
  readonly meterProvider?: MeterProvider | undefined;
}

/** The tracer and the meter of the providers that were given, or of those registered by now. */
export class Providers {
  readonly #given: GivenProviders;
  #tracing: { readonly provider: TracerProvider; readonly tracer: Tracer } | undefined;
  #measuring: { readonly provider: MeterProvider; readonly meter: Meter } | undefined;

  constructor(given: GivenProviders) {
    this.#given = given;
  }

  /** Whether a provider was given or an SDK is registered. */
  get isOn(): boolean {
    const { tracerProvider, meterProvider } = this.#given;
    return (tracerProvider ?? meterProvider) !== undefined || isTelemetryRegistered();
  }

  get tracer(): Tracer {
    const provider = this.#given.tracerProvider ?? trace.getTracerProvider();
    if (this.#tracing?.provider !== provider) {
      this.#tracing = { provider, tracer: provider.getTracer(SCOPE, VERSION) };
    }
    return this.#tracing.tracer;
  }

  /** A new object whenever the provider has changed, so that instruments can be kept beside it. */
  get meter(): Meter {
    const provider = this.#given.meterProvider ?? metrics.getMeterProvider();
    if (this.#measuring?.provider !== provider) {
      this.#measuring = { provider, meter: provider.getMeter(SCOPE, VERSION) };
    }
    return this.#measuring.meter;
  }
}
