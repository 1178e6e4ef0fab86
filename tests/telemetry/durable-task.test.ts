/**
 * The telemetry of a queue of tasks, by the seam alone: the span that creates a task is a producer, the
 * one that runs it later is a consumer and linked to it, and a gauge shows the length of the queue.
 */
import { context, metrics, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { ServerExtension } from "mortise";
import { connect, createServer, ToolError } from "mortise";
import type { Telemetry, TraceReference } from "mortise/telemetry";
import { openTelemetry } from "mortise/telemetry";
import { afterAll, beforeEach, expect, test } from "vitest";

/** A row of the queue, as a database keeps it. */
interface Row {
  readonly tool: string;
  readonly args: Record<string, unknown>;
  readonly trace: string;
}

const rows: Row[] = [];

/** Queues tool calls, and runs them outside the request that created them. */
function queue(): { readonly extension: ServerExtension; runNext(): Promise<unknown> } {
  let runNext = (): Promise<unknown> => Promise.reject(new Error("The queue is not installed"));
  const extension: ServerExtension = {
    id: "com.example/queue",
    methods: {
      "queue/create": {
        requiresClient: false,
        handler: ({ tool, arguments: args }) => create(String(tool), args as Row["args"]),
      },
    },
    install: (host) => {
      telemetry = host.telemetry;
      const end = telemetry.meter.gauge("queue.length", (report) => report(rows.length), {
        unit: "{task}",
      });
      runNext = () => {
        const row = rows.shift();
        if (!row) throw new Error("The queue is empty");
        const links: readonly TraceReference[] = [JSON.parse(row.trace)];
        return host.telemetry.span(
          `run ${row.tool}`,
          { kind: "consumer", links, attributes: { "task.attempt": 1 } },
          async (span) => {
            const result = await host.invoke(row.tool, row.args);
            if (result.isError) span.fail(new Error("tool_error"));
            return result;
          },
        );
      };
      return end;
    },
  };
  let telemetry: Telemetry;
  const create = (tool: string, args: Row["args"]): object =>
    telemetry.span(`create ${tool}`, { kind: "producer" }, ({ reference }) => {
      rows.push({ tool, args, trace: JSON.stringify(reference) });
      telemetry.meter.counter("queue.created", { unit: "{task}" }).add(1, { tool });
      return { length: rows.length };
    });
  return { extension, runNext: () => runNext() };
}

const spans = new InMemorySpanExporter();
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });

async function readMetrics(): Promise<Record<string, unknown>> {
  exporter.reset();
  await reader.forceFlush();
  const found = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
  return Object.fromEntries(
    found
      .flatMap((scope) => scope.metrics)
      .map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints[0]?.value]),
  );
}

function registerSdk(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spanProcessors = [new SimpleSpanProcessor({ exporter: spans })];
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors }));
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
}

beforeEach(() => {
  spans.reset();
  rows.length = 0;
});

afterAll(async () => {
  await reader.shutdown();
  for (const api of [context, metrics, trace]) api.disable();
});

test("a task is linked from its run to its creation, and the queue is measured", async () => {
  const { extension, runNext } = queue();
  await using server = createServer({ name: "tasks", version: "1", telemetry: openTelemetry() })
    .tool("export", { description: "Exports." }, () => "done")
    .tool("break", { description: "Fails." }, () => {
      throw new ToolError("out of paper");
    })
    .extend(extension);
  // The SDK comes last, as in a program that configures it after its imports.
  registerSdk();
  await using client = await connect(server);
  spans.reset();

  for (const tool of ["export", "break"]) {
    await client.request("queue/create", { tool, arguments: {} });
  }
  expect(await readMetrics()).toMatchObject({ "queue.length": 2, "queue.created": 1 });
  await runNext();
  await runNext();
  expect(await readMetrics()).toMatchObject({ "queue.length": 0 });

  const find = (name: string) => {
    const span = spans.getFinishedSpans().find((one) => one.name === name);
    if (!span) throw new Error(`No span "${name}"`);
    return span;
  };
  for (const tool of ["export", "break"]) {
    const [created, run] = [find(`create ${tool}`), find(`run ${tool}`)];
    expect([created.kind, run.kind]).toEqual([SpanKind.PRODUCER, SpanKind.CONSUMER]);
    // Created inside the request, run in a trace of its own, and linked.
    expect(created.parentSpanContext).toBeDefined();
    expect(run.parentSpanContext).toBeUndefined();
    expect(run.links.map(({ context: linked }) => linked.spanId)).toEqual([
      created.spanContext().spanId,
    ]);
  }
  expect(find("run export").status.code).toBe(SpanStatusCode.UNSET);
  expect(find("run break").status.code).toBe(SpanStatusCode.ERROR);
});
