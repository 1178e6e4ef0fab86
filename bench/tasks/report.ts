import { median, percentile, spread } from "../statistics.ts";
import { renderTime, table } from "../table.ts";
import type { TaskResult } from "./measure.ts";
import type { QueueSample } from "./queue-process.ts";

/** Returns the section on durable tasks, or nothing if they were not measured. */
export function renderTasks(results: readonly TaskResult[]): string[] {
  if (results.length === 0) return [];
  const head = [
    "",
    "tasks a second",
    "processor, a task",
    "of the database, a task",
    "acknowledged, p50, p99",
    "work begins, p50, p99",
    "a commit alone, p50, p99",
  ];
  const rows = results.map(({ label, samples }) => [
    label,
    renderRates(samples),
    renderTime(median(samples.map(({ processor }) => processor))),
    renderTime(median(samples.map(({ database }) => database))),
    renderPercentiles(samples, "acknowledged"),
    renderPercentiles(samples, "begun"),
    renderPercentiles(samples, "commits"),
  ]);
  const stored = results.flatMap(({ label, stored: each }) =>
    each.map(({ tasks, samples }) => [
      label,
      tasks.toLocaleString("en"),
      renderRates(samples),
      renderTime(median(samples.map(cost))),
    ]),
  );
  return [
    "## Durable tasks",
    "A task is created, run and its result stored, with 64 creations in flight and 64 tasks at once; then one task at a time, beside the commit of a single row. The processor time of SQLite is that of the process. PostgreSQL and SQLite write to the disk before they acknowledge, Redis when its configuration says so:",
    table([head, ...rows]),
    ...(stored.length === 0
      ? []
      : [
          "The same burst beside tasks that ended before:",
          table([
            ["", "stored", "tasks a second", "processor, a task, database included"],
            ...stored,
          ]),
        ]),
  ];
}

/** The processor time of a task, in the process and in the database. */
export function cost({ processor, database }: QueueSample): number {
  return processor + database;
}

function renderRates(samples: readonly QueueSample[]): string {
  const rates = spread(samples.map(({ elapsed }) => 1e6 / elapsed));
  return `${Math.round(rates.median)} [${Math.round(rates.min)}–${Math.round(rates.max)}]`;
}

function renderPercentiles(
  samples: readonly QueueSample[],
  by: "acknowledged" | "begun" | "commits",
): string {
  const all = samples.flatMap((sample) => sample[by]);
  return [0.5, 0.99].map((part) => renderTime(percentile(all, part))).join(", ");
}
