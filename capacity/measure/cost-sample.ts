import { median } from "../../bench/statistics.ts";
import type { KindName } from "../kind.ts";
import type { Cost } from "../measured.ts";
import type { StorePlace } from "./store-place.ts";

/** A round of requests. Times are in microseconds, for one request. */
export interface CostSample {
  readonly processor: number;
  /** Requests a second. */
  readonly rate: number;
  readonly load: number;
  /** `NaN` without a store whose processor time can be read. */
  readonly store: number;
}

/** Resolves with what `work` gives, and with the microseconds of processor time that the store used meanwhile. */
export async function spentBy<Value>(
  place: StorePlace | undefined,
  work: () => Promise<Value>,
): Promise<{ readonly value: Value; readonly store: number }> {
  const before = await place?.readProcessor();
  const value = await work();
  return { value, store: ((await place?.readProcessor()) ?? Number.NaN) - (before ?? 0) };
}

/** Returns the cost of a kind: the median of its rounds. */
export function toCost(
  kind: KindName,
  samples: readonly CostSample[],
  operations: Readonly<Record<string, number>> | undefined,
): Cost {
  const middle = (of: keyof CostSample): number => median(samples.map((sample) => sample[of]));
  const processor = samples.map((sample) => sample.processor);
  const store = middle("store");
  return {
    kind,
    processor: middle("processor"),
    least: Math.min(...processor),
    most: Math.max(...processor),
    rate: middle("rate"),
    load: middle("load"),
    ...(Number.isFinite(store) && { store }),
    ...(operations && { operations }),
  };
}
