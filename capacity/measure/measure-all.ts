import { availableParallelism, cpus, totalmem } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { checkModel } from "../check/check-model.ts";
import type { Kind } from "../kind.ts";
import { KINDS } from "../kind.ts";
import type { Cost, Measured, StoreLimit } from "../measured.ts";
import type { Pace } from "../pace.ts";
import { openPostgresPlace } from "./postgres-place.ts";
import { openRedisPlace } from "./redis-place.ts";
import { measureCost } from "./request-cost.ts";
import { openSqlitePlace } from "./sqlite-place.ts";
import { measureCommits, measureLimits } from "./store-limit.ts";
import { measureTask } from "./task-cost.ts";
import { measureWeights } from "./weights.ts";

type Progress = (text: string) => void;

const FULL: Pace = { rounds: 5, turn: 800, warmUp: { least: 1_000, most: 3_000 } };
const QUICK: Pace = { rounds: 3, turn: 200, warmUp: { least: 200, most: 500 } };

/** Measures this machine: costs, limits and weights, and how far the model is from it. */
export async function measureAll(isQuick: boolean, onProgress: Progress): Promise<Measured> {
  const pace = isQuick ? QUICK : FULL;
  onProgress("others on this machine");
  const others = await measureOthers();
  const costs: Cost[] = [];
  const limits: StoreLimit[] = [];
  const prefix = `capacity_${process.pid}`;
  const open = { redis: openRedisPlace, postgres: openPostgresPlace, sqlite: openSqlitePlace };
  for (const kind of KINDS satisfies readonly Kind[]) {
    const { store, isTask }: Kind = kind;
    onProgress(`cost: ${kind.label}`);
    await using place = store === undefined ? undefined : await open[store](prefix);
    costs.push(
      isTask && place ? await measureTask(kind, place, pace) : await measureCost(kind, place, pace),
    );
  }
  for (const store of ["redis", "postgres"] as const) {
    onProgress(`limit: ${store}`);
    await using place = await open[store](prefix);
    limits.push(...(await measureLimits(place, pace)));
    if (store === "postgres") limits.push(await measureCommits(place, pace));
  }
  onProgress("memory");
  const weights = await measureWeights(isQuick ? 200 : 2_000);
  const checks = await checkModel(pace, onProgress);
  return { ...describe(), others, costs, limits, weights, ...checks };
}

const LOOK_MS = 2_000;

/** Returns the cores that other processes keep busy while this one does nothing. */
async function measureOthers(): Promise<number> {
  const read = (): number =>
    cpus().reduce((total, { times }) => total + times.user + times.nice + times.sys, 0);
  const [before, start] = [read(), performance.now()];
  await pause(LOOK_MS);
  return (read() - before) / (performance.now() - start);
}

function describe(): Pick<Measured, "machine" | "cores" | "date"> {
  const model = cpus()[0]?.model.trim() ?? "unknown";
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return {
    machine: `${cpus().length} × ${model}, ${memory}, ${process.platform}-${process.arch}, Node ${process.version}`,
    cores: availableParallelism(),
    date: new Date().toISOString().slice(0, 10),
  };
}
