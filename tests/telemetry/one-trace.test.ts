import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { context, metrics, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from "@opentelemetry/core";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import {
  connect,
  createFetchHandler,
  createServer,
  listen,
  ProtocolError,
  ToolError,
} from "mortise";
import { openTelemetry } from "mortise/telemetry";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

const spans = new InMemorySpanExporter();
const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const received: IncomingHttpHeaders[] = [];
const downstream = createHttpServer((request, response) => {
  received.push(request.headers);
  response.statusCode = request.url === "/missing" ? 404 : 200;
  response.end("fine");
});
let downstreamUrl: string;

beforeAll(async () => {
  const manager = new AsyncLocalStorageContextManager();
  context.setGlobalContextManager(manager.enable());
  propagation.setGlobalPropagator(
    new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
    }),
  );
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
  );
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  downstream.listen(0, "127.0.0.1");
  await once(downstream, "listening");
  downstreamUrl = `http://127.0.0.1:${(downstream.address() as AddressInfo).port}`;
});

beforeEach(() => {
  spans.reset();
  received.length = 0;
});

afterAll(async () => {
  await reader.shutdown();
  for (const api of [context, metrics, propagation, trace]) api.disable();
  const closed = once(downstream, "close");
  downstream.close();
  downstream.closeAllConnections();
  await closed;
});

function createFixture() {
  return createServer({ name: "traced", version: "1" })
    .tool("look", { description: "Asks another server." }, async (_input, { fetch }) => {
      const span = trace.getTracer("author").startSpan("own work");
      span.end();
      const response = await fetch(`${downstreamUrl}/customers?sig=secret`);
      return {
        status: response.status,
        tenant: propagation.getActiveBaggage()?.getEntry("tenant"),
      };
    })
    .tool("miss", { description: "Asks for what is not there." }, async (_input, { fetch }) => {
      return (await fetch(`${downstreamUrl}/missing`)).status;
    })
    .tool("fail", { description: "Fails." }, () => {
      throw new ToolError("no such customer");
    })
    .tool("quote", { description: "Gives what looks like a failure." }, () => ({
      quoted: { text: "x", isError: true },
    }))
    .tool("refuse", { description: "Is refused." }, () => {
      throw new ProtocolError(-32_050, "not today");
    })
    .prompt("greet", { description: "Greets." }, () => "Hello")
    .resource("docs://guide", { description: "The guide." }, () => "# Guide");
}

/** Finished spans by name and kind. */
function find(name: string, kind: SpanKind): ReadableSpan {
  const found = spans.getFinishedSpans().filter((span) => span.name === name && span.kind === kind);
  expect(found, `${name} of ${spans.getFinishedSpans().map((span) => span.name)}`).toHaveLength(1);
  return found[0] as ReadableSpan;
}

const parentOf = (span: ReadableSpan) => span.parentSpanContext?.spanId;

describe.each(["2025-11-25", "2026-07-28"] as const)("in %s", (revision) => {
  test("a call is one trace: client, server, the author's spans, and what the handler fetches", async () => {
    await using listening = await listen(createFixture(), { port: 0 });
    await using client = await connect(listening.url, { revision });
    spans.reset();
    const baggage = propagation.createBaggage({ tenant: { value: "acme" } });
    const result = await context.with(propagation.setBaggage(context.active(), baggage), () =>
      client.callTool("look", { secret: "argument" }),
    );
    expect(result.structured).toMatchObject({ status: 200, tenant: { value: "acme" } });
    const sent = find("tools/call look", SpanKind.CLIENT);
    const answered = find("tools/call look", SpanKind.SERVER);
    const own = find("own work", SpanKind.INTERNAL);
    const fetched = find("GET", SpanKind.CLIENT);
    expect(parentOf(sent)).toBeUndefined();
    expect(parentOf(answered)).toBe(sent.spanContext().spanId);
    expect(parentOf(own)).toBe(answered.spanContext().spanId);
    expect(parentOf(fetched)).toBe(answered.spanContext().spanId);
    const { traceId, spanId } = fetched.spanContext();
    expect(received[0]).toMatchObject({
      traceparent: `00-${traceId}-${spanId}-01`,
      baggage: "tenant=acme",
    });
    expect(traceId).toBe(sent.spanContext().traceId);
    const shared = {
      "mcp.method.name": "tools/call",
      "gen_ai.tool.name": "look",
      "gen_ai.operation.name": "execute_tool",
      "mcp.protocol.version": revision,
      "network.transport": "tcp",
      "network.protocol.name": "http",
      "jsonrpc.request.id": expect.any(String),
    };
    const address = { "server.address": "127.0.0.1", "server.port": listening.port };
    const session = revision === "2025-11-25" && { "mcp.session.id": expect.any(String) };
    expect(sent.attributes).toEqual({ ...shared, ...address, ...session });
    expect(answered.attributes).toEqual({ ...shared, ...session });
    expect(fetched.attributes).toEqual({
      "http.request.method": "GET",
      "http.response.status_code": 200,
      "url.full": `${downstreamUrl}/customers?sig=REDACTED`,
      "server.address": "127.0.0.1",
      "server.port": Number(new URL(downstreamUrl).port),
    });
    expect(answered.status.code).toBe(SpanStatusCode.UNSET);
  });

  test("failures have their kind: of the tool, of the protocol, and of what was fetched", async () => {
    await using listening = await listen(createFixture(), { port: 0 });
    await using client = await connect(listening.url, { revision });
    spans.reset();
    await client.callTool("fail", {});
    await client.callTool("quote", {});
    await client.callTool("miss", {});
    await expect(client.callTool("refuse", {})).rejects.toThrow("not today");
    await expect(client.callTool("invented", {})).rejects.toThrow();
    for (const kind of [SpanKind.CLIENT, SpanKind.SERVER]) {
      const failed = find("tools/call fail", kind);
      expect(failed.attributes).toMatchObject({ "error.type": "tool_error" });
      expect(failed.status).toEqual({ code: SpanStatusCode.ERROR });
      expect(find("tools/call quote", kind).attributes).not.toHaveProperty("error.type");
      const refused = find("tools/call refuse", kind);
      expect(refused.attributes).toMatchObject({
        "error.type": "-32050",
        "rpc.response.status_code": "-32050",
      });
      expect(refused.status).toEqual({ code: SpanStatusCode.ERROR, message: "not today" });
    }
    expect(find("GET", SpanKind.CLIENT)).toMatchObject({
      attributes: { "http.response.status_code": 404, "error.type": "404" },
      status: { code: SpanStatusCode.ERROR },
    });
    // A name that a caller invented is an attribute, and names no span on the server.
    expect(find("tools/call", SpanKind.SERVER).attributes["gen_ai.tool.name"]).toBe("invented");
  });

  test("prompts and resources are named as the conventions have it", async () => {
    await using listening = await listen(createFixture(), { port: 0 });
    await using client = await connect(listening.url, { revision, cache: false });
    await client.getPrompt("greet");
    await client.readResource("docs://guide");
    await client.listTools();
    for (const kind of [SpanKind.CLIENT, SpanKind.SERVER]) {
      const prompt = find("prompts/get greet", kind);
      expect(prompt.attributes["gen_ai.prompt.name"]).toBe("greet");
      expect(prompt.attributes).not.toHaveProperty("gen_ai.operation.name");
      const read = find("resources/read", kind);
      expect(read.attributes["mcp.resource.uri"]).toBe("docs://guide");
      find("tools/list", kind);
      find(revision === "2025-11-25" ? "initialize" : "server/discover", kind);
    }
  });
});

test("the span of a transport that is instrumented too is linked, and parent where a request names none", async () => {
  const server = createFixture();
  await using listening = await listen(server, { port: 0 });
  await using client = await connect(listening.url);
  const { traceparent } = await traceparentOf(() => client.callTool("quote", {}));
  expect(traceparent).toMatch(/^00-/);
  const handle = createFetchHandler(server, { telemetry: openTelemetry() });
  const tracer = trace.getTracer("http");
  const around = tracer.startSpan("POST", { kind: SpanKind.SERVER });
  await context.with(trace.setSpan(context.active(), around), async () => {
    await handle(post({ traceparent }));
    await handle(post({}));
  });
  around.end();
  const [linked, child] = spans
    .getFinishedSpans()
    .filter(({ name, kind }) => name === "tools/call quote" && kind === SpanKind.SERVER)
    .slice(-2);
  expect(`00-${linked?.spanContext().traceId}`).toBe(traceparent.slice(0, 35));
  expect(linked?.links.map((link) => link.context.spanId)).toEqual([around.spanContext().spanId]);
  expect(child?.parentSpanContext?.spanId).toBe(around.spanContext().spanId);
  expect(child?.links).toEqual([]);
});

/** Runs `work`, and gives what its client span sent. */
async function traceparentOf(work: () => Promise<unknown>): Promise<{ traceparent: string }> {
  spans.reset();
  await work();
  const { traceId, spanId } = find("tools/call quote", SpanKind.CLIENT).spanContext();
  return { traceparent: `00-${traceId}-${spanId}-01` };
}

function post(meta: Record<string, string>): Request {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    ...meta,
  };
  const params = { name: "quote", arguments: {}, _meta };
  return new Request("http://localhost/mcp", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "quote",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
  });
}

test.each(["2025-11-25", "2026-07-28"] as const)(
  "in %s a trace goes on in another process, over stdio",
  async (revision) => {
    const args = [
      fileURLToPath(new URL("../fixture/server/traced-stdio-server.ts", import.meta.url)),
    ];
    await using client = await connect({ command: process.execPath, args }, { revision });
    await client.callTool("work", {});
    const { structured } = await client.callTool("spans", {});
    const sent = find("tools/call work", SpanKind.CLIENT);
    expect(sent.attributes["network.transport"]).toBe("pipe");
    expect((structured as { spans: unknown }).spans).toContainEqual({
      name: "tools/call work",
      trace: sent.spanContext().traceId,
      parent: sent.spanContext().spanId,
      transport: "pipe",
    });
  },
);

test("an answer from the cache is no operation, and each round of a question is one", async () => {
  const server = createFixture().tool("ask", { description: "Asks." }, async (_input, ctx) => {
    const schema = { type: "object", properties: { ok: { type: "boolean" } } } as const;
    return (await ctx.elicit("ok", { message: "Really?", schema })).action;
  });
  await using listening = await listen(server, { port: 0 });
  await using client = await connect(listening.url, {
    elicit: async () => ({ action: "accept", content: { ok: true } }),
  });
  spans.reset();
  await client.listTools();
  await client.listTools();
  find("tools/list", SpanKind.CLIENT);
  await client.callTool("ask", {});
  const rounds = spans.getFinishedSpans().filter(({ name }) => name === "tools/call ask");
  expect(rounds.map(({ kind }) => kind).sort()).toEqual([
    SpanKind.SERVER,
    SpanKind.SERVER,
    SpanKind.CLIENT,
    SpanKind.CLIENT,
  ]);
});

test("durations are histograms in seconds with the boundaries of the conventions, by few attributes", async () => {
  await reader.forceFlush();
  exporter.reset();
  await using listening = await listen(createFixture(), { port: 0 });
  await using client = await connect(listening.url, { revision: "2026-07-28" });
  await client.callTool("quote", {});
  await client.callTool("fail", {});
  await expect(client.request("made/up", { name: "x" })).rejects.toThrow();
  await reader.forceFlush();
  const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
  const measured = all.flatMap((scope) => scope.metrics);
  const server = measured.find(({ descriptor }) => descriptor.name.startsWith("mcp.server"));
  const client_ = measured.find(({ descriptor }) => descriptor.name.startsWith("mcp.client"));
  expect(server?.descriptor).toMatchObject({ name: "mcp.server.operation.duration", unit: "s" });
  expect(client_?.descriptor).toMatchObject({ name: "mcp.client.operation.duration", unit: "s" });
  const point = server?.dataPoints.find(
    ({ attributes }) => attributes["gen_ai.tool.name"] === "quote",
  );
  expect(point).toMatchObject({
    value: {
      count: 1,
      buckets: {
        boundaries: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
      },
    },
    attributes: {
      "mcp.method.name": "tools/call",
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "quote",
      "mcp.protocol.version": "2026-07-28",
      "network.transport": "tcp",
      "network.protocol.name": "http",
    },
  });
  expect(Object.keys(point?.attributes ?? {})).toHaveLength(6);
  const methods = server?.dataPoints.map(({ attributes }) => attributes["mcp.method.name"]);
  expect(methods).toContain("_OTHER");
  expect(methods).not.toContain("made/up");
  const failures = server?.dataPoints.map(({ attributes }) => attributes["error.type"]);
  expect(failures).toContain("tool_error");
});
