// `npm run capacity`: the instances and stores that carry a rate of requests, from measured costs.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { overloadFleets, planFleets } from "./fleet.ts";
import { measureAll } from "./measure/measure-all.ts";
import type { Measured } from "./measured.ts";
import { MEASURED_FILE, readMeasured, roundMeasured } from "./measured.ts";
import type { Options } from "./options.ts";
import { readOptions, usage } from "./options.ts";
import type { Charts } from "./report/chart.ts";
import { drawCharts } from "./report/chart.ts";
import { copyTables } from "./report/copy-tables.ts";
import { renderResults } from "./report/render-results.ts";

/** Requests of each simulation of a quick run. */
const FEW = 20_000;

async function run({ measure, quick, json, write }: Options): Promise<void> {
  const start = performance.now();
  const progress = (text: string): void => {
    const seconds = Math.round((performance.now() - start) / 1_000);
    console.error(`${`${seconds} s`.padStart(6)}  ${text}`);
  };
  const measured = measure ? roundMeasured(await measureAll(quick, progress)) : readMeasured();
  progress("simulation");
  const pressure = quick ? { most: FEW } : {};
  const fleets = planFleets(measured, pressure);
  const overloads = overloadFleets(measured, pressure);
  if (json) {
    console.log(JSON.stringify({ measured, fleets, overloads }));
  }
  const results = renderResults(measured, fleets, overloads);
  if (!json) console.log(results);
  if (write) writeAll(measured, results, drawCharts(measured, overloads));
}

function writeAll(measured: Measured, results: string, charts: Charts): void {
  writeFileSync(MEASURED_FILE, `${JSON.stringify(measured, undefined, 2)}\n`);
  writeFileSync(new URL("results.md", import.meta.url), results);
  const guide = new URL("../docs/guide/capacity.md", import.meta.url);
  writeFileSync(guide, copyTables(readFileSync(guide, "utf8"), results));
  const pictures = new URL("../docs/images/capacity/", import.meta.url);
  mkdirSync(pictures, { recursive: true });
  for (const [name, chart] of Object.entries(charts)) {
    writeFileSync(new URL(name, pictures), chart);
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await run(options);
  else console.log(usage);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
