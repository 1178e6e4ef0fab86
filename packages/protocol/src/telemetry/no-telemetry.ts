import type { TelemetryCounter, TelemetryHistogram, TelemetryMeter } from "./meter.ts";
import type { ObservedSpan } from "./observed-request.ts";
import type { TelemetrySpan } from "./span.ts";
import type { Telemetry } from "./telemetry.ts";

const nothing = (): void => undefined;

const observedSpan: ObservedSpan = Object.freeze({ meta: undefined, end: nothing });

const telemetrySpan: TelemetrySpan = Object.freeze({
  reference: undefined,
  setAttributes: nothing,
  fail: nothing,
});

const instrument: TelemetryCounter & TelemetryHistogram = Object.freeze({
  add: nothing,
  record: nothing,
});

const meter: TelemetryMeter = Object.freeze({
  counter: () => instrument,
  upDownCounter: () => instrument,
  histogram: () => instrument,
  gauge: () => nothing,
});

/** Records nothing: runs the work, and allocates nothing. */
export const noTelemetry: Telemetry = Object.freeze({
  isOn: false,
  observe: (_side, _request, work) => work(observedSpan),
  span: (_name, _options, work) => work(telemetrySpan),
  meter,
  fetch: (input, init) => fetch(input, init),
} satisfies Telemetry);
