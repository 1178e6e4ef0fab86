import { SpanKind } from "@opentelemetry/api";
import type { DataPoint } from "@opentelemetry/sdk-metrics";
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
import { openTelemetry } from "mortise/telemetry";
import { expect, onTestFinished, test } from "vitest";
import { ended, newTask, workerOf } from "./fixture/task-kit.ts";
import { sqlite } from "./test-store.ts";

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

function createSdk() {
  const spans = new InMemorySpanExporter();
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  onTestFinished(() => reader.shutdown());
  const telemetry = openTelemetry({
    tracerProvider: new TracerProvider({
      spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
    }),
    meterProvider: new MeterProvider({ readers: [reader] }),
  });
  return {
    telemetry,
    spans: () => spans.getFinishedSpans(),
    /** The points of a metric: attributes and value, or the count of a histogram. */
    async points(name: string): Promise<unknown[]> {
      exporter.reset();
      await reader.forceFlush();
      const metrics = exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
      const found = metrics.find(({ descriptor }) => descriptor.name === name);
      return ((found?.dataPoints ?? []) as DataPoint<number | { count: number }>[]).map(
        ({ attributes, value }) => [attributes, typeof value === "number" ? value : value.count],
      );
    },
  };
}

test("each attempt is a span that is linked to the creation, without what the task holds", async () => {
  const sdk = createSdk();
  const engine = await sqlite.create().open({ telemetry: sdk.telemetry });
  await engine.work(
    workerOf({
      export: async ({ attempt }) =>
        attempt === 1
          ? { retry: { code: -32603, message: "SECRET reason" } }
          : { result: { text: "SECRET result" } },
    }),
  );
  const traceparent = `00-${TRACE_ID}-b7ad6b7169203331-01`;
  const task = await engine.create(
    newTask("export", { input: { text: "SECRET input" }, trace: { traceparent } }),
  );
  await ended(engine, task);
  await expect.poll(() => sdk.spans().length, { timeout: 60_000 }).toBe(2);
  const shared = { "gen_ai.tool.name": "export", "mortise.task.id": task.taskId };
  expect(
    sdk.spans().map(({ name, kind, attributes, links }) => ({
      name,
      kind,
      attributes,
      links: links.map(({ context }) => context.traceId),
    })),
  ).toEqual(
    ["retried", "completed"].map((outcome, index) => ({
      name: "task export",
      kind: SpanKind.CONSUMER,
      attributes: {
        ...shared,
        "mortise.task.attempt": index + 1,
        "mortise.task.outcome": outcome,
      },
      links: [TRACE_ID],
    })),
  );
  const of = (outcome: string): object => ({
    "gen_ai.tool.name": "export",
    "mortise.task.outcome": outcome,
  });
  expect(await sdk.points("mortise.task.attempt.duration")).toEqual([
    [of("retried"), 1],
    [of("completed"), 1],
  ]);
  expect(await sdk.points("mortise.task.duration")).toEqual([[of("completed"), 1]]);
});

test("the queue, running tasks and lost processes are measured (riverqueue/river#1258)", async () => {
  const sdk = createSdk();
  const store = sqlite.create();
  const engine = await store.open({ telemetry: sdk.telemetry, sweepMs: 20 });
  const begun = Promise.withResolvers<void>();
  await engine.work(
    workerOf({
      long: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
          begun.resolve();
        }),
    }),
  );
  const long = await engine.create(newTask("long"));
  await engine.create(newTask("unknown"));
  await engine.create(newTask("unknown", { delayMs: 3_600_000 }));
  await begun.promise;
  const depth = await sdk.points("mortise.task.queue.depth");
  expect(depth).toHaveLength(3);
  for (const phase of ["delayed", "queued", "running"]) {
    expect(depth).toContainEqual([{ "mortise.task.phase": phase }, 1]);
  }
  expect(await sdk.points("mortise.task.running")).toEqual([[{}, 1]]);
  expect(await sdk.points("mortise.task.queue.oldest")).toEqual([[{}, expect.any(Number)]]);
  // The row of another process that is not there any more.
  const database = await store.openDatabase();
  const table = database.dialect.table(store.namespace, "task");
  await database.execute(`UPDATE ${table} SET instance = 'gone' WHERE id = $1`, [long.taskId]);
  await expect
    .poll(() => sdk.points("mortise.task.crashes"), { timeout: 60_000 })
    .toEqual([[{}, 1]]);
});
