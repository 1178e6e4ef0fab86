import { ASSUMED } from "./assumption.ts";
import type { Plan } from "./plan.ts";
import { holdTime } from "./plan.ts";
import type { Part, Station, Times } from "./station.ts";
import { fixed, mixtureQuantile, sum, varying, waiting } from "./station.ts";
import type { Work } from "./work.ts";
import { average, computationsOf, storeWait } from "./work.ts";

/** The times of the requests of a fleet, in seconds. */
export interface Prediction {
  readonly p50: number;
  readonly p99: number;
  /** The station that is asked for more than it has. */
  readonly broken: "instances" | "store" | "pool" | undefined;
}

/** Predicts the times of a fleet that was planned for its rate, under `factor` times that rate. */
export function predictTimes(plan: Plan, factor = 1): Prediction {
  const rate = (plan.rate * factor) / plan.instances;
  const { works, store } = plan.demand;
  const loop = joinVisits(works, 1, computationsOf, "processor");
  const stores = joinVisits(
    works,
    store ? ASSUMED.threads[store] : 1,
    ({ visits }) => visits,
    "store",
  );
  const pool = poolStation(plan, stores.visits);
  const waits = {
    instances: waiting(loop.station, rate * loop.visits),
    store: waiting(stores.station, ((plan.rate * factor) / plan.cells) * stores.visits),
    pool: waiting(pool, rate * stores.visits),
  };
  const parts = works.map((work): Part => ({ share: work.share, times: timesOf(work, waits) }));
  const broken = (["store", "pool", "instances"] as const).find(
    (name) => !Number.isFinite(waits[name].mean),
  );
  return {
    p50: mixtureQuantile(parts, 0.5),
    p99: mixtureQuantile(parts, 0.99),
    broken,
  };
}

interface Visits {
  readonly station: Station;
  /** Visits of one request, on average. */
  readonly visits: number;
}

/** One station for the visits of all kinds: each visit exponential, with the mean of its kind. */
function joinVisits(
  works: readonly Work[],
  servers: number,
  count: (work: Work) => number,
  of: "processor" | "store",
): Visits {
  const busy = works.filter((work) => count(work) > 0);
  const mean = (value: (work: Work) => number): number => average(busy, value);
  const visits = mean(count);
  if (visits === 0) return { station: { servers, service: 0, variation: 0 }, visits };
  const service = mean((work) => work[of]) / visits;
  const square = mean((work) => (2 * work[of] ** 2) / count(work)) / visits;
  return { station: { servers, service, variation: square / service ** 2 - 1 }, visits };
}

/** The connections of an instance as a station: each is held for a way to the store and back. */
function poolStation({ demand, pool }: Plan, visits: number): Station {
  const service = visits > 0 ? holdTime(demand) / visits : 0;
  return { servers: Math.min(pool, MANY), service, variation: 0 };
}

/** As good as no limit, and few enough to compute with. */
const MANY = 10_000;

function timesOf(
  work: Work,
  waits: { readonly instances: Times; readonly store: Times; readonly pool: Times },
): Times {
  const { visits, wait, processor, store } = work;
  const computations = computationsOf(work);
  const repeat = (count: number, times: Times): Times =>
    count === 0 ? fixed(0) : sum(Array.from({ length: count }, () => times));
  return sum([
    repeat(computations, waits.instances),
    repeat(visits, waits.store),
    repeat(visits, waits.pool),
    varying(processor, processor ** 2 / computations),
    varying(store, visits > 0 ? store ** 2 / visits : 0),
    fixed(wait + storeWait(work)),
  ]);
}
