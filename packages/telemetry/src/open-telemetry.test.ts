import { channel } from "node:diagnostics_channel";
import type { Observed, ObservedSpan } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { context } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { afterEach, expect, test, vi } from "vitest";
import { openTelemetry } from "./open-telemetry.ts";

const REQUEST: Observed = {
  method: "tools/call",
  target: "look",
  isTargetKnown: true,
  id: 1,
  revision: "2026-07-28",
  transport: "memory",
  params: { name: "look", arguments: { customer: "C-1042" } },
};

function createProvider() {
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  return { exporter, tracerProvider: new TracerProvider({ spanProcessors }) };
}

function broken(): never {
  throw new Error("the SDK is broken");
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("without an SDK the work runs with a span that does nothing", () => {
  const telemetry = openTelemetry();
  expect(telemetry.isOn).toBe(false);
  let seen: ObservedSpan | undefined;
  const value = telemetry.observe("client", REQUEST, (span) => {
    seen = span;
    span.end({ error: new Error("ignored") });
    return 42;
  });
  expect(value).toBe(42);
  expect(seen?.meta).toBeUndefined();
});

test("without an SDK fetch passes its arguments to the platform's", async () => {
  const own = vi.fn(async () => new Response("fine"));
  vi.stubGlobal("fetch", own);
  const init = { method: "POST" };
  await openTelemetry().fetch("http://localhost/", init);
  expect(own.mock.calls).toEqual([["http://localhost/", init]]);
});

test("an SDK that fails at any point fails no request, and the work runs once", () => {
  const span = { setAttributes: broken, setStatus: broken, end: broken, spanContext: broken };
  const tracers = [
    { getTracer: broken },
    { getTracer: () => ({ startSpan: broken, startActiveSpan: broken }) },
    { getTracer: () => ({ startSpan: () => span as never, startActiveSpan: broken }) },
  ];
  for (const tracerProvider of tracers) {
    for (const side of ["server", "client"] as const) {
      const work = vi.fn((observed: ObservedSpan) => {
        observed.end({});
        return "done";
      });
      const telemetry = openTelemetry({
        tracerProvider,
        propagator: { inject: broken, extract: broken },
      });
      expect(telemetry.observe(side, REQUEST, work)).toBe("done");
      expect(work).toHaveBeenCalledTimes(1);
    }
  }
});

test("work runs although the context manager fails, and its error is thrown on", () => {
  const { tracerProvider } = createProvider();
  const telemetry = openTelemetry({ tracerProvider });
  const spy = vi.spyOn(context, "with").mockImplementation(broken);
  expect(telemetry.observe("server", REQUEST, () => "done")).toBe("done");
  spy.mockRestore();
  const error = new Error("of the work");
  expect(() =>
    telemetry.observe("server", REQUEST, () => {
      throw error;
    }),
  ).toThrow(error);
});

test("arguments and results are recorded only by the options that ask for it", () => {
  const { exporter, tracerProvider } = createProvider();
  const ending = { result: () => '{"content":[]}' };
  openTelemetry({ tracerProvider }).observe("server", REQUEST, (span) => span.end(ending));
  const options = { tracerProvider, recordArguments: true, recordResults: true };
  openTelemetry(options).observe("client", REQUEST, (span) => span.end(ending));
  const [plain, full] = exporter.getFinishedSpans();
  expect(JSON.stringify(plain?.attributes)).not.toMatch(/C-1042|content/);
  expect(full?.attributes).toMatchObject({
    "gen_ai.tool.call.arguments": '{"customer":"C-1042"}',
    "gen_ai.tool.call.result": '{"content":[]}',
  });
});

test("the kind of an error is recorded, its message is not", () => {
  const { exporter, tracerProvider } = createProvider();
  const telemetry = openTelemetry({ tracerProvider });
  const errors = [
    new TypeError("password=secret"),
    new MortiseError("TIMEOUT", "took longer than 5 ms"),
    "thrown text",
  ];
  for (const error of errors) telemetry.observe("server", REQUEST, (span) => span.end({ error }));
  const spans = exporter.getFinishedSpans();
  expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual([
    "TypeError",
    "TIMEOUT",
    "_OTHER",
  ]);
  expect(JSON.stringify(spans.map(({ status }) => status))).not.toContain("secret");
});

test("a span that is ended twice is recorded once, and stdio is a pipe", () => {
  const { exporter, tracerProvider } = createProvider();
  const request = { ...REQUEST, transport: "stdio" };
  openTelemetry({ tracerProvider }).observe("server", request, (span) => {
    span.end({});
    span.end({ error: new Error("late") });
  });
  expect(exporter.getFinishedSpans()).toHaveLength(1);
  expect(exporter.getFinishedSpans()[0]?.attributes).toMatchObject({ "network.transport": "pipe" });
});

test("fetch is left to an instrumentation, if there is one, so that no span is doubled", async () => {
  const { exporter, tracerProvider } = createProvider();
  const telemetry = openTelemetry({ tracerProvider });
  const own = vi.fn(async () => new Response("fine"));
  vi.stubGlobal("fetch", own);
  const listener = (): void => undefined;
  channel("undici:request:create").subscribe(listener);
  await telemetry.fetch("http://localhost/");
  expect(exporter.getFinishedSpans()).toHaveLength(0);
  channel("undici:request:create").unsubscribe(listener);
  await telemetry.fetch("http://localhost/");
  expect(exporter.getFinishedSpans()).toHaveLength(1);
});

test("a failed fetch is a failed span, and its error is thrown on", async () => {
  const { exporter, tracerProvider } = createProvider();
  const telemetry = openTelemetry({ tracerProvider });
  const error = new TypeError("fetch failed");
  vi.stubGlobal("fetch", async () => {
    throw error;
  });
  await expect(
    telemetry.fetch("http://ada:secret@localhost/?api_key=k&X-Amz-Signature=s&page=2", {
      method: "BREW",
    }),
  ).rejects.toBe(error);
  expect(exporter.getFinishedSpans()[0]).toMatchObject({
    name: "HTTP",
    attributes: {
      "http.request.method": "_OTHER",
      "http.request.method_original": "BREW",
      "url.full":
        "http://REDACTED:REDACTED@localhost/?api_key=REDACTED&X-Amz-Signature=REDACTED&page=2",
      "server.port": 80,
      "error.type": "TypeError",
    },
  });
  await expect(telemetry.fetch("no URL")).rejects.toBe(error);
});
