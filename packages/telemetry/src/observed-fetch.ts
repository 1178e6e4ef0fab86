import { isCredentialParameter } from "@mortise/protocol";
import type { Attributes, Span, TextMapPropagator } from "@opentelemetry/api";
import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { nameError } from "./failure.ts";
import { isFetchInstrumented } from "./instrumented.ts";
import type { Providers } from "./providers.ts";

/** The SDK that records a `fetch`. */
export interface ObservedFetchOptions {
  readonly providers: Providers;
  readonly propagator: Pick<TextMapPropagator, "inject">;
}

/** The methods of the conventions; the span of any other one is named `HTTP`. */
const METHODS: ReadonlySet<string> = new Set(
  "CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE".split(" "),
);

/**
 * Creates a `fetch` whose requests are client spans after the conventions for HTTP, and carry
 * `traceparent`. If an instrumentation of this process records `fetch`, it is left to that.
 */
export function createObservedFetch(options: ObservedFetchOptions): typeof fetch {
  return async (input, init) => {
    if (!options.providers.isOn || isFetchInstrumented()) return fetch(input, init);
    const started = start(options, input, init);
    if (!started) return fetch(input, init);
    const { span, request } = started;
    try {
      const response = await context.with(trace.setSpan(context.active(), span), () =>
        fetch(...request),
      );
      finish(span, { "http.response.status_code": response.status }, response.status >= 400);
      return response;
    } catch (error) {
      finish(span, { "error.type": nameError(error) }, true);
      throw error;
    }
  };
}

interface Started {
  readonly span: Span;
  readonly request: Parameters<typeof fetch>;
}

function start(
  { providers, propagator }: ObservedFetchOptions,
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
): Started | undefined {
  try {
    const given = input instanceof Request ? input : undefined;
    const method = (init?.method ?? given?.method ?? "GET").toUpperCase();
    const url = new URL(given ? given.url : String(input));
    const isKnown = METHODS.has(method);
    const span = providers.tracer.startSpan(isKnown ? method : "HTTP", {
      kind: SpanKind.CLIENT,
      attributes: {
        "http.request.method": isKnown ? method : "_OTHER",
        ...(!isKnown && { "http.request.method_original": method }),
        ...describeUrl(url),
      },
    });
    const headers = new Headers(init?.headers ?? given?.headers);
    propagator.inject(trace.setSpan(context.active(), span), headers, {
      set: (carrier, key, value) => carrier.set(key, value),
    });
    return { span, request: [input, { ...init, headers }] };
  } catch {
    // For an invalid URL, fetch itself throws the better error.
    return undefined;
  }
}

function describeUrl(url: URL): Attributes {
  const shown = new URL(url);
  if (shown.username !== "") shown.username = "REDACTED";
  if (shown.password !== "") shown.password = "REDACTED";
  for (const name of [...shown.searchParams.keys()]) {
    if (isCredentialParameter(name)) shown.searchParams.set(name, "REDACTED");
  }
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return {
    "url.full": shown.href,
    "server.address": url.hostname,
    "server.port": Number(port),
  };
}

function finish(span: Span, attributes: Attributes, isFailed: boolean): void {
  try {
    const status = attributes["http.response.status_code"];
    span.setAttributes({
      ...attributes,
      ...(isFailed && status !== undefined && { "error.type": String(status) }),
    });
    if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  } catch {
    // The response stands, whether it was recorded or not.
  }
}
