/**
 * Does durable tasks while workers are killed and databases fail:
 * `npm run chaos -- [--tasks n] [--database postgres|sqlite|redis] [--minutes n]`.
 *
 * No task may be lost, have a wrong result, run a step again that was recorded, or change after its end.
 */
import { parseArgs } from "node:util";
import type { Report } from "./campaign.ts";
import { runCampaign } from "./campaign.ts";
import type { Place } from "./place/place.ts";
import { openPostgresPlace } from "./place/postgres.ts";
import { hasRedis, openRedisPlace } from "./place/redis.ts";
import { openSqlitePlace } from "./place/sqlite.ts";

const { values } = parseArgs({
  options: {
    tasks: { type: "string", default: "10000" },
    database: { type: "string" },
    minutes: { type: "string", default: "60" },
  },
});

const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  postgres: openPostgresPlace,
  sqlite: openSqlitePlace,
  redis: openRedisPlace,
};
const here = Object.keys(PLACES).filter((name) => name !== "redis" || hasRedis());
const chosen = values.database === undefined ? here : [values.database];
const tasks = Number(values.tasks);
let failed = 0;

// A run that hangs has lost a task.
const limit = setTimeout(() => {
  console.log(`FAIL not every task has ended within ${values.minutes} minutes`);
  console.log("0 passed, 1 failed");
  process.exit(1);
}, Number(values.minutes) * 60_000);

for (const name of chosen) {
  const open = PLACES[name];
  if (!open) throw new Error(`--database takes ${Object.keys(PLACES).join(" or ")}, not "${name}"`);
  await using place = await open();
  const start = performance.now();
  const report = await runCampaign(place, {
    tasks,
    workers: 4,
    leaseMs: 3_000,
    killEveryMs: 500,
    progress: (text) =>
      console.log(`${Math.round((performance.now() - start) / 1_000)} s: ${text}`),
  });
  if (!print(place.name, report)) failed += 1;
}
clearTimeout(limit);
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function print(name: string, report: Report): boolean {
  const { faults, seconds } = report;
  const rate = (tasks / seconds).toFixed(0);
  console.log(
    `${name}: ${tasks} tasks in ${seconds.toFixed(1)} s (${rate}/s), 4 workers, ${report.kills} killed; ${report.outages.join(", ")}`,
  );
  console.log(
    `  ${report.starts} starts, ${report.resumed} tasks taken over or tried again, ${report.answers} answers, ${report.failures} calls made again`,
  );
  console.log(
    `  ${faults.lost.length} lost, ${faults.wrong.length} wrong, ${faults.repeated.length} steps run after they were recorded, ${faults.changed.length} changed after their end, ${faults.ended.length} processes ended by themselves`,
  );
  const all = Object.values(faults).flat();
  for (const fault of all.slice(0, 20)) console.log(`FAIL ${fault}`);
  return all.length === 0;
}
