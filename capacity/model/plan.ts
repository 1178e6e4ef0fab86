import type { Measured, Weight } from "../measured.ts";
import { limitOf } from "../measured.ts";
import type { Mix } from "../mix.ts";
import { ASSUMED } from "./assumption.ts";
import type { Demand } from "./demand.ts";
import { demandOf } from "./demand.ts";
import { average, storeWait } from "./work.ts";

/**
 * A fleet for a rate of requests. Where one store does not suffice, the fleet is divided into *cells*: each
 * has a store and instances of its own, and a part of the clients.
 */
export interface Plan {
  readonly mix: Mix;
  readonly demand: Demand;
  /** Requests a second, of the whole fleet. */
  readonly rate: number;
  readonly cells: number;
  /** Instances of all cells: processes, each of which computes on one core. */
  readonly instances: number;
  /** Shares of the time that instances and stores are busy. */
  readonly busy: number;
  readonly storeBusy: number;
  /** The reason for the number of cells. */
  readonly cellsBy: "store" | "disk" | "connections" | undefined;
  /** Connections of an instance that work (`maxConnections`), and all to the PostgreSQL of a cell. */
  readonly pool: number;
  readonly connections: number;
  /** Bytes of one instance, with the calls that it has under way. */
  readonly memory: number;
}

/** Returns the smallest fleet that carries a rate within the assumed shares. */
export function planFleet(measured: Measured, mix: Mix, rate: number): Plan {
  const demand = demandOf(measured, mix);
  const { store, processor, storeProcessor, commits } = demand;
  const needed = Math.max(ASSUMED.minInstances, Math.ceil((rate * processor) / ASSUMED.busy));
  const pool = poolOf(demand, rate / needed);
  const connectionsOf = (instances: number): number =>
    store === "postgres" ? instances * (pool + ASSUMED.listening) : 0;
  const reasons = [
    ["store", store ? (rate * storeProcessor) / (ASSUMED.threads[store] * ASSUMED.storeBusy) : 0],
    ["disk", commits > 0 ? (rate * commits) / (commitsOf(measured) * ASSUMED.storeBusy) : 0],
    ["connections", connectionsOf(needed) / ASSUMED.postgresConnections],
  ] as const;
  const [cellsBy, most] = reasons.reduce((one, other) => (other[1] > one[1] ? other : one));
  const cells = Math.max(1, Math.ceil(most));
  const instances = Math.max(ASSUMED.minInstances, Math.ceil(needed / cells)) * cells;
  return {
    mix,
    demand,
    rate,
    cells,
    instances,
    busy: (rate * processor) / instances,
    storeBusy: store ? (rate * storeProcessor) / cells / ASSUMED.threads[store] : 0,
    cellsBy: cells > 1 ? cellsBy : undefined,
    pool,
    connections: connectionsOf(instances / cells),
    memory: memoryOf(measured, demand, rate / instances),
  };
}

/** Returns the commits a second that the disk of a PostgreSQL keeps. */
export function commitsOf(measured: Measured): number {
  return limitOf(measured, "postgres", "commit").rate;
}

/** The working connections of an instance; Redis carries all requests on one, without a limit. */
export function poolOf(demand: Demand, rate: number): number {
  if (demand.store !== "postgres") return Infinity;
  const held = rate * holdTime(demand);
  return Math.max(ASSUMED.pool, Math.ceil(held / ASSUMED.poolBusy));
}

/** Seconds for which one request holds a connection to PostgreSQL, on average. */
export function holdTime({ works, storeProcessor }: Demand): number {
  return storeProcessor + average(works, storeWait);
}

/** Little's law: calls under way are those that arrive in the time of one. */
function memoryOf(measured: Measured, { works }: Demand, rate: number): number {
  const held =
    rate * average(works, (work) => work.processor + work.wait + work.store + storeWait(work));
  return weightOf(measured, "process").resident + held * weightOf(measured, "held").resident;
}

/** Returns what one of many adds to a process. */
function weightOf({ weights }: Measured, what: Weight["what"]): Weight {
  const weight = weights.find((one) => one.what === what);
  if (!weight) throw new Error(`The memory of a ${what} was not measured`);
  return weight;
}
