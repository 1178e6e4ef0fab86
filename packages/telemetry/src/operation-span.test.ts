import type { TelemetrySpan, TelemetrySpanKind, TraceReference } from "@mortise/protocol";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { expect, test, vi } from "vitest";
import { openTelemetry } from "./open-telemetry.ts";

function createTelemetry() {
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  const telemetry = openTelemetry({ tracerProvider: new TracerProvider({ spanProcessors }) });
  return { telemetry, finished: () => exporter.getFinishedSpans() };
}

const KINDS: readonly (readonly [TelemetrySpanKind | undefined, SpanKind])[] = [
  [undefined, SpanKind.INTERNAL],
  ["internal", SpanKind.INTERNAL],
  ["client", SpanKind.CLIENT],
  ["server", SpanKind.SERVER],
  ["producer", SpanKind.PRODUCER],
  ["consumer", SpanKind.CONSUMER],
];

for (const [kind, expected] of KINDS) {
  test(`an operation of kind ${kind} is a span of kind ${SpanKind[expected]}`, () => {
    const { telemetry, finished } = createTelemetry();
    telemetry.span("work", { ...(kind && { kind }), attributes: { a: 1, b: ["x"] } }, () => 1);
    expect(finished()).toMatchObject([
      { name: "work", kind: expected, attributes: { a: 1, b: ["x"] } },
    ]);
  });
}

test("a reference survives JSON and links a later span to an earlier one", () => {
  const { telemetry, finished } = createTelemetry();
  const row = telemetry.span("create", { kind: "producer" }, ({ reference }) =>
    JSON.stringify(reference),
  );
  const stored: TraceReference = JSON.parse(row);
  telemetry.span("run", { kind: "consumer", links: [stored, undefined] }, () => undefined);
  const [create, run] = finished();
  expect(run?.links.map(({ context }) => context.spanId)).toEqual([create?.spanContext().spanId]);
  expect(run?.spanContext().traceId).not.toBe(create?.spanContext().traceId);
  expect(run?.parentSpanContext).toBeUndefined();
});

test("a span continues the trace of its parent reference", () => {
  const { telemetry, finished } = createTelemetry();
  const parent = telemetry.span("request", {}, ({ reference }) => reference);
  telemetry.span("part", { parent }, () => undefined);
  const [request, part] = finished();
  expect(part?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
  expect(part?.spanContext().traceId).toBe(request?.spanContext().traceId);
});

test("tracestate travels with the reference", () => {
  const { telemetry } = createTelemetry();
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const parent = { traceparent, tracestate: "vendor=1" };
  const reference = telemetry.span("part", { parent }, (span) => span.reference);
  expect(reference).toMatchObject({
    traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/),
    tracestate: "vendor=1",
  });
});

test("a malformed reference is ignored", () => {
  const { telemetry, finished } = createTelemetry();
  const malformed = [
    {},
    { traceparent: "" },
    { traceparent: "00-zz" },
    { traceparent: `ff-${"1".repeat(32)}-${"1".repeat(16)}-01` },
    { traceparent: `00-${"0".repeat(32)}-${"0".repeat(16)}-01` },
  ];
  for (const parent of malformed) {
    telemetry.span("work", { parent, links: [parent] }, () => undefined);
  }
  expect(finished()).toHaveLength(malformed.length);
  for (const span of finished()) {
    expect([span.links, span.parentSpanContext]).toEqual([[], undefined]);
  }
});

test("a span ends when the promise of its work settles", async () => {
  const { telemetry, finished } = createTelemetry();
  const { promise, resolve } = Promise.withResolvers<string>();
  const value = telemetry.span("work", {}, () => promise);
  expect(finished()).toEqual([]);
  resolve("done");
  await expect(value).resolves.toBe("done");
  expect(finished()).toMatchObject([{ status: { code: SpanStatusCode.UNSET } }]);
});

test("an error fails the span, is thrown on, and leaves its message out of the record", async () => {
  const { telemetry, finished } = createTelemetry();
  const error = new TypeError("password=secret");
  expect(() =>
    telemetry.span("now", {}, () => {
      throw error;
    }),
  ).toThrow(error);
  await expect(telemetry.span("later", {}, () => Promise.reject(error))).rejects.toBe(error);
  telemetry.span("caught", {}, (span) => span.fail(error));
  const spans = finished();
  expect(spans.map(({ name }) => name).sort()).toEqual(["caught", "later", "now"]);
  for (const { status, attributes } of spans) {
    expect([status, attributes]).toEqual([
      { code: SpanStatusCode.ERROR },
      { "error.type": "TypeError" },
    ]);
  }
});

test("attributes can be added while the work runs", () => {
  const { telemetry, finished } = createTelemetry();
  telemetry.span("work", {}, (span) => span.setAttributes({ attempt: 2 }));
  expect(finished()[0]?.attributes).toEqual({ attempt: 2 });
});

test("without an SDK the work runs with a span that does nothing", () => {
  const spans = new Set<TelemetrySpan>();
  const telemetry = openTelemetry();
  for (const name of ["a", "b"]) telemetry.span(name, {}, (span) => spans.add(span));
  expect([...spans].map(({ reference }) => reference)).toEqual([undefined]);
});

test("an SDK that fails at any point fails no operation, which runs once", () => {
  const broken = (): never => {
    throw new Error("the SDK is broken");
  };
  const span = { setAttributes: broken, setStatus: broken, end: broken, spanContext: broken };
  const tracers = [
    { getTracer: broken },
    { getTracer: () => ({ startSpan: broken, startActiveSpan: broken }) },
    { getTracer: () => ({ startSpan: () => span as never, startActiveSpan: broken }) },
  ];
  for (const tracerProvider of tracers) {
    const work = vi.fn((running: TelemetrySpan) => {
      running.setAttributes({ a: 1 });
      running.fail(new Error("reported"));
      return running.reference ?? "done";
    });
    expect(openTelemetry({ tracerProvider }).span("work", {}, work)).toBe("done");
    expect(work).toHaveBeenCalledTimes(1);
  }
});
