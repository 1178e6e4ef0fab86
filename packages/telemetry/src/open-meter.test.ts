import type { DataPoint, Histogram } from "@opentelemetry/sdk-metrics";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { expect, onTestFinished, test, vi } from "vitest";
import { openTelemetry } from "./open-telemetry.ts";

type Value = number | Histogram;

function createMeter() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const { meter } = openTelemetry({ meterProvider: new MeterProvider({ readers: [reader] }) });
  onTestFinished(() => reader.shutdown());
  return {
    meter,
    /** Collects, and returns the metrics by name: unit and the points with their attributes. */
    async collect(): Promise<Record<string, readonly (readonly [object, Value])[]>> {
      exporter.reset();
      await reader.forceFlush();
      const metrics = exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
      return Object.fromEntries(
        metrics.map(({ descriptor, dataPoints }) => [
          `${descriptor.name} ${descriptor.unit}`.trim(),
          (dataPoints as DataPoint<Value>[]).map(({ attributes, value }) => [attributes, value]),
        ]),
      );
    },
  };
}

test("a counter adds up by attributes, and twice the same name is one series", async () => {
  const { meter, collect } = createMeter();
  meter.counter("tasks.created", { unit: "{task}" }).add(1, { tool: "export" });
  meter.counter("tasks.created", { unit: "{task}" }).add(2, { tool: "export" });
  meter.counter("tasks.created").add(1, { tool: "import" });
  expect(await collect()).toEqual({
    "tasks.created {task}": [
      [{ tool: "export" }, 3],
      [{ tool: "import" }, 1],
    ],
  });
});

test("an up-down counter goes down too", async () => {
  const { meter, collect } = createMeter();
  const open = meter.upDownCounter("streams.open");
  open.add(3);
  open.add(-1);
  expect(await collect()).toEqual({ "streams.open": [[{}, 2]] });
});

test("a histogram has the boundaries that it is given", async () => {
  const { meter, collect } = createMeter();
  const waiting = meter.histogram("tasks.waiting", { unit: "s", boundaries: [1, 10] });
  for (const seconds of [0.5, 5, 50]) waiting.record(seconds);
  expect(await collect()).toMatchObject({
    "tasks.waiting s": [[{}, { count: 3, sum: 55.5, buckets: { counts: [1, 1, 1] } }]],
  });
});

test("a gauge is read at each collection, also by a promise, until it is ended", async () => {
  const { meter, collect } = createMeter();
  let length = 2;
  let reads = 0;
  const end = meter.gauge("queue.length", async (report) => {
    reads += 1;
    await Promise.resolve();
    report(length, { state: "ready" });
    report(0, { state: "leased" });
  });
  const points = (ready: number): object => ({
    "queue.length": [
      [{ state: "ready" }, ready],
      [{ state: "leased" }, 0],
    ],
  });
  expect(await collect()).toEqual(points(2));
  length = 5;
  expect(await collect()).toEqual(points(5));
  end();
  await collect();
  expect(reads).toBe(2);
});

test("a gauge that fails does not disturb the others", async () => {
  const { meter, collect } = createMeter();
  meter.gauge("broken", () => {
    throw new Error("the database is away");
  });
  meter.gauge("sound", (report) => report(1));
  expect((await collect())["sound"]).toEqual([[{}, 1]]);
});

test("without an SDK nothing is created, read or thrown", () => {
  const { meter } = openTelemetry();
  const read = vi.fn();
  meter.counter("a").add(1);
  meter.histogram("b").record(1);
  meter.gauge("c", read)();
  expect(read).not.toHaveBeenCalled();
});

test("a meter that fails fails none of its users", () => {
  const broken = (): never => {
    throw new Error("the SDK is broken");
  };
  const { meter } = openTelemetry({ meterProvider: { getMeter: broken } });
  meter.counter("a").add(1);
  meter.upDownCounter("b").add(-1);
  meter.histogram("c").record(1);
  meter.gauge("d", () => undefined)();
});
