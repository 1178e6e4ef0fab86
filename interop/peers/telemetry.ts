/**
 * Makes one call over HTTP between our client and our server while the instrumentations of node:http and of undici
 * wrap them, and writes the spans of it as a line of JSON.
 */
import { createRequire } from "node:module";
import { context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";

const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
trace.setGlobalTracerProvider(provider);
const instrumentations = [new HttpInstrumentation(), new UndiciInstrumentation()];
for (const instrumentation of instrumentations) instrumentation.setTracerProvider(provider);
// The instrumentation wraps the module when it is required for the first time.
createRequire(import.meta.url)("node:http");

const { connect, createServer, listen } = await import("mortise");
const server = createServer({ name: "traced", version: "1.0.0" })
  .tool("work", { description: "Works" }, (_input, { progress }) => {
    progress(1, 1);
    return "done";
  })
  .resource("docs://guide", {}, () => "# Read me");
const listening = await listen(server, { port: 0 });
const client = await connect(listening.url);
const steps: number[] = [];
const result = await client.callTool(
  "work",
  {},
  { onProgress: ({ progress }) => steps.push(progress) },
);
const { contents } = await client.readResource("docs://guide");
await client.close();
await listening.close();
const spans = exporter.getFinishedSpans().map((span) => ({
  name: span.name,
  scope: span.instrumentationScope.name,
  kind: span.kind,
  id: span.spanContext().spanId,
  trace: span.spanContext().traceId,
  parent: span.parentSpanContext?.spanId,
}));
process.stdout.write(`\n${JSON.stringify({ text: result.text, steps, contents, spans })}\n`, () =>
  process.exit(),
);
