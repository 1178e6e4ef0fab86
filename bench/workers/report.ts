import { median } from "../statistics.ts";
import { percent, renderSpread, table } from "../table.ts";
import { compareWorkers } from "./compare-workers.ts";
import type { WorkerResult, WorkerScenario } from "./measure.ts";
import type { PipelineSample } from "./pipeline.ts";

/** Returns the section on workers, or nothing if they were not measured. */
export function renderWorkers({ scenarios, skipped }: WorkerResult): string[] {
  if (scenarios.length === 0 && skipped === undefined) return [];
  const rows = scenarios.map((scenario) => [
    `${scenario.label}, ${scenario.tool}`,
    renderRate(scenario.one),
    renderRate(scenario.two),
    renderSpread(compareWorkers(scenario)),
    renderLoad(scenario),
  ]);
  const head = ["", "one worker", "two workers", "two over one", "load generator, of a core"];
  return [
    "## Two workers over one",
    "Calls a second of a tool that answers at once (greet) and of one that computes for about 0.3 ms (compute). The load generator shares the cores with the workers, so two workers on two cores cannot reach twice the rate of one; raw node:http shows the limit of the machine:",
    ...(scenarios.length > 0 ? [table([head, ...rows])] : []),
    ...(skipped === undefined ? [] : [`Not measured: ${skipped}.`]),
  ];
}

function renderRate(samples: readonly PipelineSample[]): string {
  const rate = median(samples.map(({ answers, elapsed }) => answers / elapsed));
  return `${Math.round(rate * 1e6)} a second`;
}

function renderLoad({ one, two }: WorkerScenario): string {
  return [one, two]
    .map((samples) => percent(median(samples.map(({ load, elapsed }) => load / elapsed))))
    .join(", ");
}
