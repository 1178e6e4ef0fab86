import type {
  TelemetryAttributes,
  TelemetrySpan,
  TelemetrySpanKind,
  TelemetrySpanOptions,
} from "@mortise/protocol";
import type { Attributes, Context, Span } from "@opentelemetry/api";
import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { nameError } from "./failure.ts";
import { guarded, runInside } from "./guarded.ts";
import type { Providers } from "./providers.ts";
import { readReference, toReference } from "./trace-reference.ts";

const KINDS: Readonly<Record<TelemetrySpanKind, SpanKind>> = {
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** The span of work that could not be recorded. */
export const IDLE_SPAN: TelemetrySpan = Object.freeze({
  reference: undefined,
  setAttributes: () => undefined,
  fail: () => undefined,
});

/** The name and the settings of a span. */
export interface NamedSpanOptions extends TelemetrySpanOptions {
  readonly name: string;
}

/** Runs `work` as one span, which ends when it returns or its promise settles. */
export function runOperation<Value>(
  providers: Providers,
  options: NamedSpanOptions,
  work: (span: TelemetrySpan) => Value,
): Value {
  const begun = guarded(() => begin(providers, options));
  if (!begun) return work(IDLE_SPAN);
  const { span, inside } = begun;
  const operation = new OperationSpan(span);
  let value: Value;
  try {
    value = runInside(inside, () => work(operation));
  } catch (error) {
    operation.end(error, "failed");
    throw error;
  }
  if (!isThenable(value)) {
    operation.end();
    return value;
  }
  // Beside the caller's own handlers, which still receive the error.
  value.then(
    () => operation.end(),
    (error) => operation.end(error, "failed"),
  );
  return value;
}

interface Begun {
  readonly span: Span;
  readonly inside: Context;
}

function begin({ tracer }: Providers, options: NamedSpanOptions): Begun {
  const { name, kind = "internal", attributes, links = [], parent } = options;
  const ambient = context.active();
  const parentSpan = parent && readReference(parent);
  const around = parentSpan ? trace.setSpanContext(ambient, parentSpan) : ambient;
  const span = tracer.startSpan(
    name,
    {
      kind: KINDS[kind],
      links: links.flatMap((reference) => {
        const linked = reference && readReference(reference);
        return linked ? [{ context: linked }] : [];
      }),
      ...(attributes && { attributes: toAttributes(attributes) }),
    },
    around,
  );
  return { span, inside: trace.setSpan(around, span) };
}

class OperationSpan implements TelemetrySpan {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  get reference(): TelemetrySpan["reference"] {
    return guarded(() => toReference(this.#span.spanContext()));
  }

  setAttributes(attributes: TelemetryAttributes): void {
    guarded(() => this.#span.setAttributes(toAttributes(attributes)));
  }

  fail(error: unknown): void {
    guarded(() => {
      this.#span.setAttribute("error.type", nameError(error));
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    });
  }

  end(error?: unknown, outcome: "finished" | "failed" = "finished"): void {
    if (outcome === "failed") this.fail(error);
    guarded(() => this.#span.end());
  }
}

/** Copies the arrays, which the attributes of OpenTelemetry may change. */
export function toAttributes(attributes: TelemetryAttributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "object" ? [...value] : value,
    ]),
  );
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}
