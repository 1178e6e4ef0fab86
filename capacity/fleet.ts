import type { Measured } from "./measured.ts";
import type { Mix } from "./mix.ts";
import { MIXES, RATES } from "./mix.ts";
import type { Plan } from "./model/plan.ts";
import { planFleet } from "./model/plan.ts";
import type { Prediction } from "./model/predict.ts";
import { predictTimes } from "./model/predict.ts";
import type { Pressure } from "./simulation/simulate-fleet.ts";
import { simulateFleet } from "./simulation/simulate-fleet.ts";

/** A planned fleet with its times. */
export interface Fleet {
  readonly plan: Plan;
  readonly predicted: Prediction;
  /** Seconds under a steady load. */
  readonly simulated: { readonly p50: number; readonly p99: number };
  /** The 99th percentile in seconds, under bursts of `factor` times the mean rate. */
  readonly bursts: readonly { readonly factor: number; readonly p99: number }[];
}

/** One fleet under more than it was planned for. */
export interface Overload {
  readonly mix: Mix;
  readonly points: readonly {
    readonly factor: number;
    readonly predicted: Prediction;
    /** The 99th percentile in seconds. */
    readonly p99: number;
  }[];
}

/** Multiples of the mean rate in bursts. */
export const BURSTS = [1.5, 2] as const;
/** Multiples of the planned rate. */
const FACTORS = [0.5, 0.75, 1, 1.2, 1.4, 1.6, 1.8, 2] as const;
/** The rate of the fleets that are put under more. */
export const OVERLOADED_RATE = 100_000;

/** Plans, predicts and simulates every mix at every rate. */
export function planFleets(
  measured: Measured,
  pressure: Pressure = {},
  rates: readonly number[] = RATES,
): Fleet[] {
  return MIXES.flatMap((mix) =>
    rates.map((rate) => {
      const plan = planFleet(measured, mix, rate);
      const { p50, p99 } = simulateFleet(plan, pressure);
      const bursts = BURSTS.map((factor) => ({
        factor,
        p99: simulateFleet(plan, { ...pressure, burst: factor }).p99,
      }));
      return { plan, predicted: predictTimes(plan), simulated: { p50, p99 }, bursts };
    }),
  );
}

/** Puts a fleet of every mix under less and more than it was planned for. */
export function overloadFleets(measured: Measured, pressure: Pressure = {}): Overload[] {
  return MIXES.map((mix) => {
    const plan = planFleet(measured, mix, OVERLOADED_RATE);
    const points = FACTORS.map((factor) => ({
      factor,
      predicted: predictTimes(plan, factor),
      p99: simulateFleet(plan, { ...pressure, factor }).p99,
    }));
    return { mix, points };
  });
}
