import { median, percentile, ratio } from "../statistics.ts";
import { renderSpread } from "../table.ts";
import type { TaskResult } from "./measure.ts";
import type { QueueSample } from "./queue-process.ts";
import { cost } from "./report.ts";

/** One promise about tasks beside the finding of this run. */
interface TaskTarget {
  readonly name: string;
  readonly expected: string;
  readonly found: string;
  readonly met: boolean;
}

/** The promises of durable tasks, by the medians of the rounds. */
export function readTaskTargets(results: readonly TaskResult[]): TaskTarget[] {
  const of = (name: TaskResult["name"]): readonly QueueSample[] =>
    results.find((result) => result.name === name)?.samples ?? [];
  const rate = ({ elapsed }: QueueSample): number => 1 / elapsed;
  const [postgres, sqlite, boss, graphile] = [
    of("mortise-postgres"),
    of("mortise-sqlite"),
    of("pg-boss"),
    of("graphile-worker"),
  ];
  const ours = results.filter(({ stored }) => stored.length > 0);
  return [
    atLeast("tasks a second on PostgreSQL, over pg-boss", 1.5, [postgres, boss], rate),
    atLeast("tasks a second on PostgreSQL, over graphile-worker", 1.5, [postgres, graphile], rate),
    atLeast("tasks per processor time on PostgreSQL, over pg-boss", 1.5, [postgres, boss], perCost),
    atLeast(
      "tasks per processor time on PostgreSQL, over graphile-worker",
      1.5,
      [postgres, graphile],
      perCost,
    ),
    atLeast("tasks a second on SQLite, over pg-boss on PostgreSQL", 3, [sqlite, boss], rate),
    ...(
      [
        ["PostgreSQL", postgres],
        ["SQLite", sqlite],
      ] as const
    ).flatMap(([name, samples]) => [
      atMostCommits(`task acknowledged on ${name}, p99`, samples, "acknowledged"),
      atMostCommits(`task begun on ${name}, p99`, samples, "begun"),
    ]),
    ...ours.map(readFlatness),
  ].filter((target) => target !== undefined);
}

function perCost(sample: QueueSample): number {
  return 1 / cost(sample);
}

function atLeast(
  name: string,
  bound: number,
  [ours, theirs]: readonly [readonly QueueSample[], readonly QueueSample[]],
  measure: (sample: QueueSample) => number,
): TaskTarget | undefined {
  if (ours.length === 0 || ours.length !== theirs.length) return undefined;
  const found = ratio(ours.map(measure), theirs.map(measure));
  return {
    name,
    expected: `≥ ${bound}×`,
    found: renderSpread(found),
    met: found.median >= bound,
  };
}

/** Judges a latency by the time that the database needs to commit a row. */
function atMostCommits(
  name: string,
  samples: readonly QueueSample[],
  by: "acknowledged" | "begun",
): TaskTarget | undefined {
  if (samples.length === 0) return undefined;
  const all = (part: "acknowledged" | "begun" | "commits"): number =>
    percentile(
      samples.flatMap((sample) => sample[part]),
      0.99,
    );
  const found = all(by) / all("commits");
  return {
    name: `${name}, over a commit`,
    expected: "≤ 2×",
    found: `${found.toPrecision(2)}×`,
    met: found <= 2,
  };
}

/** A fifth is the noise of a round. */
const FLAT = 1.2;

function readFlatness({ label, stored }: TaskResult): TaskTarget | undefined {
  const [few, many] = stored;
  if (!few || !many) return undefined;
  const found = median(many.samples.map(cost)) / median(few.samples.map(cost));
  return {
    name: `cost of a task beside ${many.tasks.toLocaleString("en")} stored, over ${few.tasks.toLocaleString("en")}: ${label}`,
    expected: `≤ ${FLAT}×`,
    found: `${found.toPrecision(2)}×`,
    met: found <= FLAT,
  };
}
