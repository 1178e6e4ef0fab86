import type { Clock, Ending, JsonObject, Observed, ObservedSpan } from "@mortise/protocol";
import type {
  Context,
  Histogram,
  Link,
  Meter,
  Span,
  TextMapGetter,
  TextMapPropagator,
} from "@opentelemetry/api";
import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Description } from "./attribute.ts";
import { describeRequest } from "./attribute.ts";
import { describeFailure } from "./failure.ts";
import { guarded, runInside } from "./guarded.ts";
import type { Providers } from "./providers.ts";

/** The sender of a request, or its receiver. */
export type Side = "server" | "client";

/** The parts of requests that are recorded, and with what. */
export interface RequestSpanOptions {
  readonly providers: Providers;
  readonly propagator: Pick<TextMapPropagator, "inject" | "extract">;
  readonly clock: Pick<Clock, "monotonic">;
  readonly recordsArguments: boolean;
  readonly recordsResults: boolean;
}

/** The span of a request that is not recorded. */
export const IDLE_REQUEST: ObservedSpan = Object.freeze({ meta: undefined, end: () => undefined });

/** The boundaries in seconds that the conventions give for every histogram of MCP. */
const BOUNDARIES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];

const DESCRIPTION = {
  client:
    "The duration of the MCP request or notification as observed on the sender from the time it was sent until the response or ack is received.",
  server:
    "MCP request or notification duration as observed on the receiver from the time it was received until the result or ack is sent.",
} as const;

/** Reads the strings of `_meta`, which holds other values too. */
const META_GETTER: TextMapGetter<JsonObject> = {
  keys: (meta) => Object.keys(meta),
  get: (meta, key) => {
    const value = Object.hasOwn(meta, key) ? meta[key] : undefined;
    return typeof value === "string" ? value : undefined;
  },
};

/** A running request: its span, the context inside it, and when it began. */
interface RequestRecord {
  readonly side: Side;
  readonly request: Observed;
  readonly description: Description;
  readonly span: Span;
  readonly inside: Context;
  readonly start: number;
}

/** Records requests as spans and durations, after the conventions for MCP. */
export class RequestSpans {
  readonly #options: RequestSpanOptions;
  #meter: Meter | undefined;
  #durations: Readonly<Record<Side, Histogram>> | undefined;

  constructor(options: RequestSpanOptions) {
    this.#options = options;
  }

  /** Runs `work` inside the span of a request; `work` ends it. */
  run<Value>(side: Side, request: Observed, work: (span: ObservedSpan) => Value): Value {
    const begun = guarded(() => (side === "server" ? this.#receive(request) : this.#send(request)));
    if (!begun) return work(IDLE_REQUEST);
    return runInside(begun.record.inside, () => work(begun.observed));
  }

  #receive(request: Observed): Begun {
    const ambient = context.active();
    const meta = request.params?.["_meta"];
    const isMeta = typeof meta === "object" && meta !== null;
    const parent = isMeta
      ? this.#options.propagator.extract(ambient, meta as JsonObject, META_GETTER)
      : ambient;
    const around = trace.getSpanContext(ambient);
    // A request that names its own parent is only linked to the span of the transport around it.
    const isElsewhere = around !== undefined && trace.getSpanContext(parent) !== around;
    const links = isElsewhere ? [{ context: around }] : [];
    const record = this.#begin("server", request, parent, links);
    return { record, observed: { meta: undefined, end: this.#createEnd(record) } };
  }

  #send(request: Observed): Begun {
    const record = this.#begin("client", request, context.active(), []);
    const meta: Record<string, unknown> = {};
    this.#options.propagator.inject(record.inside, meta, {
      set: (carrier, key, value) => {
        carrier[key] = value;
      },
    });
    return { record, observed: { meta, end: this.#createEnd(record) } };
  }

  #begin(side: Side, request: Observed, parent: Context, links: Link[]): RequestRecord {
    const description = describeRequest(request);
    const { name, shared, own } = description;
    const kind = side === "server" ? SpanKind.SERVER : SpanKind.CLIENT;
    const attributes = { ...shared, ...own };
    if (this.#options.recordsArguments && request.method === "tools/call") {
      attributes["gen_ai.tool.call.arguments"] = JSON.stringify(request.params?.["arguments"]);
    }
    const { providers, clock } = this.#options;
    const span = providers.tracer.startSpan(name, { kind, attributes, links }, parent);
    const inside = trace.setSpan(parent, span);
    return { side, request, description, span, inside, start: clock.monotonic() };
  }

  #createEnd(record: RequestRecord): (ending: Ending) => void {
    let hasEnded = false;
    return (ending) => {
      if (hasEnded) return;
      hasEnded = true;
      guarded(() => this.#end(record, ending));
    };
  }

  #end({ side, request, description, span, inside, start }: RequestRecord, ending: Ending): void {
    const { shared } = description;
    const failure = describeFailure(ending);
    if (failure) {
      const { attributes, message } = failure;
      span.setAttributes(attributes);
      span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
    } else if (this.#options.recordsResults && request.method === "tools/call" && ending.result) {
      span.setAttribute("gen_ai.tool.call.result", ending.result());
    }
    span.end();
    const seconds = (this.#options.clock.monotonic() - start) / 1_000;
    const attributes = failure ? { ...shared, ...failure.attributes } : shared;
    this.#duration(side).record(seconds, attributes, inside);
  }

  /** Returns the histogram of one side, of the meter that is registered now. */
  #duration(side: Side): Histogram {
    const { meter } = this.#options.providers;
    if (!this.#durations || this.#meter !== meter) {
      this.#meter = meter;
      this.#durations = {
        client: createHistogram(meter, "client"),
        server: createHistogram(meter, "server"),
      };
    }
    return this.#durations[side];
  }
}

interface Begun {
  readonly record: RequestRecord;
  readonly observed: ObservedSpan;
}

function createHistogram(meter: Meter, side: Side): Histogram {
  return meter.createHistogram(`mcp.${side}.operation.duration`, {
    description: DESCRIPTION[side],
    unit: "s",
    advice: { explicitBucketBoundaries: BOUNDARIES },
  });
}
