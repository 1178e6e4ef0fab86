import { readFileSync } from "node:fs";
import type { KindName, StoreName } from "./kind.ts";

/** The costs of one request of a kind. Times are in microseconds. */
export interface Cost {
  readonly kind: KindName;
  /** Processor time of the server: the median of the rounds, and their smallest and largest. */
  readonly processor: number;
  readonly least: number;
  readonly most: number;
  /** Requests a second that this machine reached, with the load generator beside it. */
  readonly rate: number;
  /** Processor time of the load generator. */
  readonly load: number;
  /** Processor time of the store, if it is a process of its own. */
  readonly store?: number;
  /** Operations of the store, by their names. */
  readonly operations?: Readonly<Record<string, number>>;
}

/** The limit of one operation of a store on this machine. */
export interface StoreLimit {
  readonly store: StoreName;
  /** A commit waits for the disk, a write of the backplane does not. */
  readonly operation: "read" | "write" | "commit";
  /** Operations a second, with the caller beside the store. */
  readonly rate: number;
  /** Milliseconds of one operation when nothing else is under way. */
  readonly alone: number;
  /** Microseconds of processor time of the store, for one operation. */
  readonly processor: number;
  /** Microseconds of processor time of the caller. */
  readonly caller: number;
}

/** Bytes that one of many adds to a process: resident, and in use on the heap and beside it. */
export interface Weight {
  readonly what: "process" | "stream" | "session" | "held";
  readonly resident: number;
  readonly heap: number;
}

/** A closed loop of calls over some workers, beside its prediction. */
export interface WorkerCheck {
  readonly tool: "greet" | "compute";
  readonly workers: number;
  /** Calls a second. */
  readonly rate: number;
  /** Cores that the workers kept busy. */
  readonly busy: number;
  readonly predictedRate: number;
  readonly predictedBusy: number;
}

/** An open loop of calls at a rate, beside its prediction. Times are in milliseconds. */
export interface LatencyCheck {
  readonly tool: "greet" | "compute";
  readonly rate: number;
  /** The share of one worker's time that the rate takes. */
  readonly busy: number;
  readonly p50: number;
  readonly p99: number;
  readonly predictedP50: number;
  readonly predictedP99: number;
}

/** Everything that `npm run capacity -- --measure` measures. */
export interface Measured {
  readonly machine: string;
  readonly cores: number;
  readonly date: string;
  /** Cores that other processes kept busy before the measurements. */
  readonly others: number;
  readonly costs: readonly Cost[];
  readonly limits: readonly StoreLimit[];
  readonly weights: readonly Weight[];
  readonly workers: readonly WorkerCheck[];
  readonly latencies: readonly LatencyCheck[];
}

/** The file of the measurements that the model starts from. */
export const MEASURED_FILE: URL = new URL("measured.json", import.meta.url);

/** Reads the stored measurements. */
export function readMeasured(): Measured {
  return JSON.parse(readFileSync(MEASURED_FILE, "utf8")) as Measured;
}

/** Digits beyond these are noise. */
const DIGITS = 4;

/** Rounds all numbers, so that the stored ones give the same fleets. */
export function roundMeasured(measured: Measured): Measured {
  const text = JSON.stringify(measured, (_key, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value)
      ? Number(value.toPrecision(DIGITS))
      : value,
  );
  return JSON.parse(text) as Measured;
}

/** Returns the cost of a kind; throws when it was not measured. */
export function costOf({ costs }: Measured, kind: KindName): Cost {
  const cost = costs.find((one) => one.kind === kind);
  if (!cost) throw new Error(`${kind} was not measured; run npm run capacity -- --measure --write`);
  return cost;
}

/** Returns the limit of an operation; throws when it was not measured. */
export function limitOf(
  { limits }: Measured,
  store: StoreName,
  operation: StoreLimit["operation"],
): StoreLimit {
  const limit = limits.find((one) => one.store === store && one.operation === operation);
  if (!limit) {
    throw new Error(`${operation} of ${store} was not measured; run npm run capacity -- --measure`);
  }
  return limit;
}
