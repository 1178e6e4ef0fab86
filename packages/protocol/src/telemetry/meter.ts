import type { TelemetryAttributes } from "./span.ts";

/** Settings of an instrument. The first creation of a name decides. */
export interface InstrumentOptions {
  /** One sentence. */
  readonly description?: string;
  /** A unit of UCUM, such as `s`, `By` or `{task}`. */
  readonly unit?: string;
}

/** Settings of a histogram. */
export interface HistogramOptions extends InstrumentOptions {
  /** The upper bounds of its buckets, ascending. Default: those of the SDK. */
  readonly boundaries?: readonly number[];
}

/** Adds up. */
export interface TelemetryCounter {
  /** Adds to the sum; a counter that only goes up ignores a negative value. */
  add(value: number, attributes?: TelemetryAttributes): void;
}

/** Sorts values into buckets. */
export interface TelemetryHistogram {
  /** Adds one value. */
  record(value: number, attributes?: TelemetryAttributes): void;
}

/** Reports the present value of a gauge, once for each set of attributes. */
export type ReportValue = (value: number, attributes?: TelemetryAttributes) => void;

/**
 * Creates the instruments of metrics. Creating one of the same kind and name again continues its
 * series. Nothing that an instrument does throws.
 */
export interface TelemetryMeter {
  /** Creates a sum that only goes up, such as requests. */
  counter(name: string, options?: InstrumentOptions): TelemetryCounter;
  /** Creates a sum that goes up and down, such as open streams. */
  upDownCounter(name: string, options?: InstrumentOptions): TelemetryCounter;
  /** Creates a distribution, such as durations. */
  histogram(name: string, options?: HistogramOptions): TelemetryHistogram;
  /**
   * Creates a value that `read` reports whenever metrics are collected, such as the length of a queue.
   * Returns a function that ends it.
   */
  gauge(
    name: string,
    read: (report: ReportValue) => void | Promise<void>,
    options?: InstrumentOptions,
  ): () => void;
}
