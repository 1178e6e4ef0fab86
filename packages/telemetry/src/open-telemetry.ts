import type { Ending, JsonObject, Observed, ObservedSpan, Telemetry } from "@mortise/protocol";
import type {
  Context,
  MeterProvider,
  Span,
  SpanOptions,
  TextMapGetter,
  TextMapPropagator,
  TracerProvider,
} from "@opentelemetry/api";
import { context, diag, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Description } from "./attribute.ts";
import { describeRequest } from "./attribute.ts";
import { describeFailure } from "./failure.ts";
import { Instruments } from "./instruments.ts";
import { createObservedFetch } from "./observed-fetch.ts";
import { isTelemetryRegistered } from "./registered.ts";

/** What is recorded, and by whom. */
export interface OpenTelemetryOptions {
  /** Records the arguments of tool calls on spans; they may hold what others must not read. Default `false`. */
  readonly recordArguments?: boolean;
  /** Records the results of tool calls on spans; see `recordArguments`. Default `false`. */
  readonly recordResults?: boolean;
  /** Makes the spans. Default: the provider that is registered. */
  readonly tracerProvider?: TracerProvider;
  /** Makes the metrics. Default: the provider that is registered. */
  readonly meterProvider?: MeterProvider;
  /** Writes and reads `traceparent` and its like. Default: the propagator that is registered. */
  readonly propagator?: Pick<TextMapPropagator, "inject" | "extract">;
  /** Milliseconds of a clock that does not jump. Default: `performance.now`. */
  readonly now?: () => number;
}

/**
 * Records requests as OpenTelemetry spans and metrics, after its conventions for MCP.
 *
 * A server's span is a child of the client's, which travels in the request's `_meta`. While no SDK is
 * registered, nothing is recorded and nothing costs; no failure in here reaches a request.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Telemetry {
  return new OpenTelemetry(options);
}

const IDLE: ObservedSpan = Object.freeze({ meta: undefined, end: () => undefined });

/** Reads strings out of `_meta`, which holds other things too. */
const META_GETTER: TextMapGetter<JsonObject> = {
  keys: (meta) => Object.keys(meta),
  get: (meta, key) => {
    const value = Object.hasOwn(meta, key) ? meta[key] : undefined;
    return typeof value === "string" ? value : undefined;
  },
};

/** What has begun, and what runs inside of it. */
interface Begun {
  readonly inside: Context;
  readonly observed: ObservedSpan;
}

class OpenTelemetry implements Telemetry {
  readonly fetch: typeof fetch;
  readonly #options: OpenTelemetryOptions;
  readonly #instruments: Instruments;
  readonly #propagator: Pick<TextMapPropagator, "inject" | "extract">;
  readonly #isGiven: boolean;
  readonly #now: () => number;

  constructor(options: OpenTelemetryOptions) {
    const { tracerProvider, meterProvider, propagator = propagation } = options;
    this.#options = options;
    this.#instruments = new Instruments(tracerProvider, meterProvider);
    this.#propagator = propagator;
    this.#isGiven = (tracerProvider ?? meterProvider) !== undefined;
    this.#now = options.now ?? (() => performance.now());
    this.fetch = createObservedFetch({
      isOn: () => this.isOn,
      tracer: () => this.#instruments.tracer,
      propagator,
    });
  }

  get isOn(): boolean {
    return this.#isGiven || isTelemetryRegistered();
  }

  observe<Value>(
    side: "server" | "client",
    request: Observed,
    work: (span: ObservedSpan) => Value,
  ): Value {
    if (!this.isOn) return work(IDLE);
    const begun = guarded(() => (side === "server" ? this.#receive(request) : this.#send(request)));
    if (!begun) return work(IDLE);
    let hasBegun = false;
    const run = (): Value => {
      hasBegun = true;
      return work(begun.observed);
    };
    try {
      return context.with(begun.inside, run);
    } catch (error) {
      // A context manager that fails must not keep the work from being done.
      if (hasBegun) throw error;
      return run();
    }
  }

  #receive(request: Observed): Begun {
    const ambient = context.active();
    const meta = request.params?.["_meta"];
    const isMeta = typeof meta === "object" && meta !== null;
    const parent = isMeta
      ? this.#propagator.extract(ambient, meta as JsonObject, META_GETTER)
      : ambient;
    const around = trace.getSpanContext(ambient);
    // The transport's span is no parent of a request that names its own, but belongs to it.
    const isElsewhere = around !== undefined && trace.getSpanContext(parent) !== around;
    return this.#begin("server", request, parent, isElsewhere ? [{ context: around }] : []);
  }

  #send(request: Observed): Begun {
    const begun = this.#begin("client", request, context.active(), []);
    const meta: Record<string, unknown> = {};
    this.#propagator.inject(begun.inside, meta, {
      set: (carrier, key, value) => {
        carrier[key] = value;
      },
    });
    return { ...begun, observed: { ...begun.observed, meta } };
  }

  #begin(
    side: "server" | "client",
    request: Observed,
    parent: Context,
    links: NonNullable<SpanOptions["links"]>,
  ): Begun {
    const description = describeRequest(request);
    const { name, shared, own } = description;
    const kind = side === "server" ? SpanKind.SERVER : SpanKind.CLIENT;
    const attributes = { ...shared, ...own };
    if (this.#options.recordArguments && request.method === "tools/call") {
      attributes["gen_ai.tool.call.arguments"] = JSON.stringify(request.params?.["arguments"]);
    }
    const span = this.#instruments.tracer.startSpan(name, { kind, attributes, links }, parent);
    const inside = trace.setSpan(parent, span);
    const start = this.#now();
    let hasEnded = false;
    const end = (ending: Ending): void => {
      if (hasEnded) return;
      hasEnded = true;
      guarded(() => this.#end(side, request, description, { span, inside, start }, ending));
    };
    return { inside, observed: { meta: undefined, end } };
  }

  #end(
    side: "server" | "client",
    { method }: Observed,
    { shared }: Description,
    { span, inside, start }: { span: Span; inside: Context; start: number },
    ending: Ending,
  ): void {
    const failure = describeFailure(ending);
    if (failure) {
      const { attributes, message } = failure;
      span.setAttributes(attributes);
      span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
    } else if (this.#options.recordResults && method === "tools/call" && ending.result) {
      span.setAttribute("gen_ai.tool.call.result", ending.result());
    }
    span.end();
    const seconds = (this.#now() - start) / 1_000;
    const attributes = failure ? { ...shared, ...failure.attributes } : shared;
    this.#instruments.duration(side).record(seconds, attributes, inside);
  }
}

/** Runs what must not fail a request; whoever listens to OpenTelemetry's own log hears of it. */
function guarded<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    try {
      diag.error("@mortise/telemetry could not record a request", error);
    } catch {
      // Its log failed too, and there is nobody left to tell.
    }
    return undefined;
  }
}
