// `npm run bench`: our servers beside raw Node and the peers, in rotated turns of one run.
import { writeFileSync } from "node:fs";
import { measureImports } from "./import.ts";
import { countInstalls } from "./install.ts";
import { concurrency } from "./load/server-process.ts";
import { measureScenarios } from "./measure.ts";
import type { Options } from "./options.ts";
import { readOptions, usage } from "./options.ts";
import { describeMachine, renderReport } from "./report.ts";
import { readTargets } from "./target.ts";

const quickNote =
  " A quick run: its warm-ups are too short for the slower peers, which a full run shows faster.";

async function run(options: Options): Promise<void> {
  const start = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - start) / 1000)} s`;
  const progress = (text: string): void => console.error(`${seconds().padStart(6)}  ${text}`);
  progress("import time");
  const imports = await measureImports(options.quick ? 3 : 15);
  const scenarios = await measureScenarios(options, progress);
  const findings = { scenarios, imports, installs: countInstalls() };
  if (options.json) {
    const targets = readTargets(findings);
    console.log(JSON.stringify({ machine: describeMachine(), ...findings, targets }));
    return;
  }
  const about = `${options.rounds} rounds, ${concurrency} requests in flight, ${seconds()} in all.${options.quick ? quickNote : ""}`;
  const report = `# Benchmark\n\n${describeMachine()}\n\n${about}\n\n${renderReport(findings)}\n`;
  console.log(report);
  if (options.write) writeFileSync(new URL("results.md", import.meta.url), report);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await run(options);
  else console.log(usage);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
