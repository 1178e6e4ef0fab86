import { percent, table } from "../../bench/table.ts";
import type { Fleet, Overload } from "../fleet.ts";
import { BURSTS, OVERLOADED_RATE } from "../fleet.ts";
import type { Measured } from "../measured.ts";
import { MIXES } from "../mix.ts";
import { ASSUMED } from "../model/assumption.ts";
import { demandOf } from "../model/demand.ts";
import { commitsOf, poolOf } from "../model/plan.ts";
import { renderBytes, renderCount, renderMs } from "./render.ts";

/** Returns the sections on the fleets that the model plans. */
export function reportFleets(
  measured: Measured,
  fleets: readonly Fleet[],
  overloads: readonly Overload[],
): string[] {
  return [...reportPlans(fleets), ...reportUnits(measured), ...reportOverloads(overloads)];
}

function reportPlans(fleets: readonly Fleet[]): string[] {
  const rows = fleets.map(({ plan, predicted, simulated, bursts }) => [
    plan.mix.label,
    renderCount(plan.rate),
    renderCount(plan.instances, 3),
    plan.demand.store ? String(plan.cells) : "–",
    percent(plan.busy),
    plan.demand.store ? percent(plan.storeBusy) : "–",
    plan.connections > 0 ? `${plan.pool}, ${renderCount(plan.connections, 3)}` : "–",
    renderBytes(plan.memory),
    `${renderMs(predicted.p50)}, ${renderMs(predicted.p99)}`,
    `${renderMs(simulated.p50)}, ${renderMs(simulated.p99)}`,
    ...bursts.map(({ p99 }) => renderMs(p99)),
  ]);
  const head = [
    "requests",
    "a second",
    "instances",
    "stores",
    "instances busy",
    "stores busy",
    "connections: `maxConnections`, all of a store",
    "memory of an instance",
    "p50, p99: model",
    "simulation",
    ...BURSTS.map((factor) => `p99, bursts of ${factor}×`),
  ];
  return ["## How many instances and stores", table([head, ...rows])];
}

function reportUnits(measured: Measured): string[] {
  const rows = MIXES.map((mix) => {
    const demand = demandOf(measured, mix);
    const { store, processor, storeProcessor, commits } = demand;
    const ofInstance = ASSUMED.busy / processor;
    const threads = store ? ASSUMED.threads[store] : 0;
    const byStore = store ? (threads * ASSUMED.storeBusy) / storeProcessor : Infinity;
    const byDisk = commits > 0 ? (commitsOf(measured) * ASSUMED.storeBusy) / commits : Infinity;
    const byPool =
      store === "postgres"
        ? (ASSUMED.postgresConnections / (poolOf(demand, ofInstance) + ASSUMED.listening)) *
          ofInstance
        : Infinity;
    const most = Math.min(byStore, byDisk, byPool);
    const limits = { "its processor": byStore, "its disk": byDisk, "its connections": byPool };
    const [reason = "–"] = Object.entries(limits)
      .filter(([, limit]) => limit === most && most < Infinity)
      .map(([name]) => name);
    return [mix.label, renderCount(ofInstance), most < Infinity ? renderCount(most) : "–", reason];
  });
  const head = ["requests", "a second of one instance", "a second of one store", "limited by"];
  return ["## What one instance and one store carry", table([head, ...rows])];
}

function reportOverloads(overloads: readonly Overload[]): string[] {
  const factors = overloads[0]?.points.map(({ factor }) => `${factor}×`) ?? [];
  const rows = overloads.map(({ mix, points }) => [
    mix.label,
    ...points.map(({ predicted, p99 }) =>
      predicted.broken === undefined ? renderMs(p99) : `behind: ${predicted.broken}`,
    ),
  ]);
  return [
    `## Where it breaks`,
    `The p99 of fleets that are planned for ${renderCount(OVERLOADED_RATE)} requests a second, under multiples of that, as simulated. A fleet that is *behind* is asked for more than it has, and its queues grow until clients give up:`,
    table([["requests", ...factors], ...rows]),
  ];
}
