import type {
  HistogramOptions,
  InstrumentOptions,
  ReportValue,
  TelemetryAttributes,
  TelemetryCounter,
  TelemetryHistogram,
  TelemetryMeter,
} from "@mortise/protocol";
import type {
  Counter,
  Meter,
  MetricOptions,
  ObservableGauge,
  ObservableResult,
} from "@opentelemetry/api";
import { guarded, report } from "./guarded.ts";
import { toAttributes } from "./operation-span.ts";
import type { Providers } from "./providers.ts";

/** A gauge, and the function that ends it once it is attached to a meter. */
interface Gauge {
  readonly attach: (meter: Meter) => () => void;
  detach: (() => void) | undefined;
}

/**
 * Instruments over the meter that is registered when they are used, so that a server may be created
 * before its SDK. While there is none, a value costs one look at a global.
 */
export class OpenMeter implements TelemetryMeter {
  readonly #providers: Providers;
  readonly #gauges = new Set<Gauge>();
  /** The meter that the instruments and gauges belong to. */
  #meter: Meter | undefined;
  #instruments = new Map<string, unknown>();

  constructor(providers: Providers) {
    this.#providers = providers;
  }

  counter(name: string, options: InstrumentOptions = {}): TelemetryCounter {
    return this.#adding(`counter ${name}`, (meter) => meter.createCounter(name, options));
  }

  upDownCounter(name: string, options: InstrumentOptions = {}): TelemetryCounter {
    return this.#adding(`up-down ${name}`, (meter) => meter.createUpDownCounter(name, options));
  }

  histogram(name: string, options: HistogramOptions = {}): TelemetryHistogram {
    const { boundaries, ...rest } = options;
    const settings: MetricOptions = {
      ...rest,
      ...(boundaries && { advice: { explicitBucketBoundaries: [...boundaries] } }),
    };
    return {
      record: (value, attributes = {}) => {
        if (!this.#providers.isOn) return;
        this.#use(
          `histogram ${name}`,
          (meter) => meter.createHistogram(name, settings),
          (instrument) => instrument.record(value, toAttributes(attributes)),
        );
      },
    };
  }

  gauge(
    name: string,
    read: (report: ReportValue) => void | Promise<void>,
    options: InstrumentOptions = {},
  ): () => void {
    const attach = (meter: Meter): (() => void) => {
      const instrument: ObservableGauge = meter.createObservableGauge(name, options);
      const callback = (result: ObservableResult): Promise<void> => readInto(read, result);
      instrument.addCallback(callback);
      return () => instrument.removeCallback(callback);
    };
    const gauge: Gauge = { attach, detach: undefined };
    this.#gauges.add(gauge);
    if (this.#providers.isOn) guarded(() => this.#follow());
    return () => {
      this.#gauges.delete(gauge);
      const { detach } = gauge;
      if (detach) guarded(detach);
    };
  }

  /** Attaches the gauges to an SDK that was registered after they were created. */
  attachGauges(): void {
    if (this.#gauges.size > 0) guarded(() => this.#follow());
  }

  #adding(key: string, create: (meter: Meter) => Pick<Counter, "add">): TelemetryCounter {
    return {
      add: (value: number, attributes: TelemetryAttributes = {}): void => {
        if (!this.#providers.isOn) return;
        this.#use(key, create, (instrument) => instrument.add(value, toAttributes(attributes)));
      },
    };
  }

  #use<Instrument>(
    key: string,
    create: (meter: Meter) => Instrument,
    use: (instrument: Instrument) => void,
  ): void {
    guarded(() => {
      const meter = this.#follow();
      const known = this.#instruments.get(key) as Instrument | undefined;
      const instrument = known ?? create(meter);
      if (known === undefined) this.#instruments.set(key, instrument);
      use(instrument);
    });
  }

  /** Returns the present meter; a new one gets every gauge and forgets the instruments of the last. */
  #follow(): Meter {
    const meter = this.#providers.meter;
    if (meter !== this.#meter) {
      this.#meter = meter;
      this.#instruments = new Map();
      for (const gauge of this.#gauges) gauge.detach = undefined;
    }
    for (const gauge of this.#gauges) gauge.detach ??= gauge.attach(meter);
    return meter;
  }
}

async function readInto(
  read: (report: ReportValue) => void | Promise<void>,
  result: ObservableResult,
): Promise<void> {
  try {
    await read((value, attributes = {}) => result.observe(value, toAttributes(attributes)));
  } catch (error) {
    report(error);
  }
}
