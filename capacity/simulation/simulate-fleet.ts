import { ASSUMED } from "../model/assumption.ts";
import type { Plan } from "../model/plan.ts";
import type { Outcome } from "./simulate.ts";
import { simulate } from "./simulate.ts";

/** The load of a fleet. */
export interface Pressure {
  /** Times the rate that it was planned for; 1 by default. */
  readonly factor?: number;
  /** Times the mean rate, in a tenth of each second; none by default. */
  readonly burst?: number;
  /** Requests at most. */
  readonly most?: number;
}

const SEED = 2026;
/** Seconds from one burst to the next, and of one: a tenth of the time. */
const BURST = { every: 1, length: 0.1 } as const;
/** Instances that are simulated where none shares a store with another. */
const SLICE = 8;
/** Seconds that are simulated, unless that takes too many requests. */
const SECONDS = 10;
const FEWEST = 20_000;
const MOST = 150_000;

/**
 * Simulates a slice of a fleet: one cell with its store, or a few instances of a fleet without a store, with
 * their part of the requests. The rest of the fleet is as many of the same.
 */
export function simulateFleet(
  plan: Plan,
  { factor = 1, burst = 1, most = MOST }: Pressure = {},
): Outcome {
  const { store, works } = plan.demand;
  const slice = store ? plan.instances / plan.cells : Math.min(SLICE, plan.instances);
  const rate = (plan.rate * factor * slice) / plan.instances;
  return simulate({
    seed: SEED,
    rate,
    requests: Math.round(Math.min(most, Math.max(FEWEST, rate * SECONDS))),
    instances: slice,
    works,
    storeServers: store ? ASSUMED.threads[store] : 1,
    pool: plan.pool,
    network: ASSUMED.networkMs / 1e3,
    bursts: burst > 1 ? { ...BURST, factor: burst } : undefined,
  });
}
