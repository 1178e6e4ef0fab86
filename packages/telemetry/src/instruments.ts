import type { Histogram, Meter, MeterProvider, Tracer, TracerProvider } from "@opentelemetry/api";
import { metrics, trace } from "@opentelemetry/api";

/** What spans and metrics are said to come from. */
const SCOPE = "@mortise/telemetry";
const VERSION = "0.1.0";

/** The boundaries in seconds that the conventions give for every histogram of MCP. */
const BOUNDARIES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];

const DESCRIPTION = {
  client:
    "The duration of the MCP request or notification as observed on the sender from the time it was sent until the response or ack is received.",
  server:
    "MCP request or notification duration as observed on the receiver from the time it was received until the result or ack is sent.",
} as const;

interface Measuring {
  readonly provider: MeterProvider;
  readonly client: Histogram;
  readonly server: Histogram;
}

interface Tracing {
  readonly provider: TracerProvider;
  readonly tracer: Tracer;
}

/** The tracer and the histograms, of the providers given or of those that are registered. */
export class Instruments {
  readonly #tracerProvider: TracerProvider | undefined;
  readonly #meterProvider: MeterProvider | undefined;
  #tracing: Tracing | undefined;
  #measuring: Measuring | undefined;

  constructor(
    tracerProvider: TracerProvider | undefined,
    meterProvider: MeterProvider | undefined,
  ) {
    this.#tracerProvider = tracerProvider;
    this.#meterProvider = meterProvider;
  }

  get tracer(): Tracer {
    const provider = this.#tracerProvider ?? trace.getTracerProvider();
    if (this.#tracing?.provider !== provider) {
      this.#tracing = { provider, tracer: provider.getTracer(SCOPE, VERSION) };
    }
    return this.#tracing.tracer;
  }

  /** The histogram of how long requests take on one side. */
  duration(side: "server" | "client"): Histogram {
    const provider = this.#meterProvider ?? metrics.getMeterProvider();
    if (this.#measuring?.provider !== provider) {
      const meter = provider.getMeter(SCOPE, VERSION);
      const client = createHistogram(meter, "client");
      this.#measuring = { provider, client, server: createHistogram(meter, "server") };
    }
    return this.#measuring[side];
  }
}

function createHistogram(meter: Meter, side: "server" | "client"): Histogram {
  return meter.createHistogram(`mcp.${side}.operation.duration`, {
    description: DESCRIPTION[side],
    unit: "s",
    advice: { explicitBucketBoundaries: BOUNDARIES },
  });
}
