import { expect, test, vi } from "vitest";
import { noTelemetry } from "./no-telemetry.ts";

test("runs the work, returns its value and throws its error", () => {
  expect(noTelemetry.isOn).toBe(false);
  expect(noTelemetry.span("task", { kind: "consumer" }, ({ reference }) => reference ?? 7)).toBe(7);
  const error = new Error("of the work");
  expect(() =>
    noTelemetry.span("task", {}, (span) => {
      span.setAttributes({ a: 1 });
      span.fail(error);
      throw error;
    }),
  ).toThrow(error);
});

test("has one span and one instrument, whatever their names", () => {
  const spans = new Set(["a", "b"].map((name) => noTelemetry.span(name, {}, (span) => span)));
  expect(spans.size).toBe(1);
  const { meter } = noTelemetry;
  const instruments = new Set([meter.counter("a"), meter.upDownCounter("b"), meter.histogram("c")]);
  expect(instruments.size).toBe(1);
  meter.counter("a").add(1);
  meter.histogram("c").record(1);
});

test("never reads a gauge", () => {
  const read = vi.fn();
  noTelemetry.meter.gauge("queue", read)();
  expect(read).not.toHaveBeenCalled();
});
