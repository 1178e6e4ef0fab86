// `npm run bench`: our servers and our client beside raw Node and rivals, in rotated turns of one run.
import { readFileSync, writeFileSync } from "node:fs";
import { drawCharts } from "./chart.ts";
import { copyClaims } from "./claims.ts";
import { measureClients } from "./client/measure.ts";
import { explain } from "./explain.ts";
import { measureImports } from "./import.ts";
import type { InspectorFindings } from "./inspector/measure.ts";
import { measureInspectors } from "./inspector/measure.ts";
import { measureInstalls } from "./install.ts";
import { installRivals } from "./install-rivals.ts";
import { measureListening } from "./listen/measure.ts";
import { concurrency } from "./load/server-process.ts";
import { measureScenarios } from "./measure.ts";
import type { Options, Subject } from "./options.ts";
import { readOptions, usage } from "./options.ts";
import type { Explanation } from "./report.ts";
import { describeMachine, renderReport } from "./report.ts";
import type { Findings, Target } from "./target.ts";
import { readTargets } from "./target.ts";
import type { TaskFindings } from "./tasks/measure.ts";
import { measureTasks } from "./tasks/measure.ts";
import { measureWorkers } from "./workers/measure.ts";

const quickNote =
  " A quick run: its warm-ups are too short for the slower contenders, which a full run shows faster.";

type Progress = (text: string) => void;

async function run(asked: Options): Promise<void> {
  const start = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - start) / 1000)} s`;
  const progress = (text: string): void => console.error(`${seconds().padStart(6)}  ${text}`);
  // Only servers have rivals that must be installed first.
  const { contenders, leftOut } =
    asked.settings.length > 0
      ? installRivals(asked.contenders, progress)
      : {
          contenders: asked.contenders.filter((contender) => contender.packages === undefined),
          leftOut: [],
        };
  const options = { ...asked, contenders };
  const measured = await measureAll(options, progress);
  const findings = { ...measured, leftOut: [...leftOut, ...measured.leftOut] };
  const targets = readTargets(findings);
  const explanations = await explainAll(targets, options, progress);
  const machine = describeMachine(contenders);
  if (options.json) {
    console.log(JSON.stringify({ machine, ...findings, targets, explanations }));
    return;
  }
  const about = `${options.rounds} rounds, ${concurrency} requests in flight, ${seconds()} in all.${options.quick ? quickNote : ""}`;
  const body = renderReport(findings, targets, explanations);
  const report = `# Benchmark\n\n${machine}\n\n${about} A ratio is the median of the rounds, with the smallest and the largest.\n\n${body}\n`;
  console.log(report);
  if (!options.write) return;
  writeFileSync(new URL("results.md", import.meta.url), report);
  const readme = new URL("../README.md", import.meta.url);
  writeFileSync(readme, copyClaims(readFileSync(readme, "utf8"), report));
  const pictures = new URL("../docs/images/bench/", import.meta.url);
  for (const [name, chart] of Object.entries(drawCharts(report))) {
    writeFileSync(new URL(name, pictures), chart);
  }
}

async function measureAll(options: Options, progress: Progress): Promise<Findings> {
  const isWanted = (subject: Subject): boolean => options.subjects.includes(subject);
  if (isWanted("import")) progress("import time");
  const nothing: InspectorFindings = { results: [], leftOut: [] };
  const { results: inspectors, leftOut } = isWanted("inspector")
    ? await measureInspectors(options, progress)
    : nothing;
  const noTasks: TaskFindings = { results: [], leftOut: [] };
  const tasks = isWanted("tasks") ? await measureTasks(options, progress) : noTasks;
  return {
    inspectors,
    tasks: tasks.results,
    leftOut: [...leftOut, ...tasks.leftOut],
    imports: isWanted("import") ? await measureImports(options.quick ? 3 : 15) : [],
    installs: isWanted("install") ? measureInstalls({ isStaged: !options.quick }) : [],
    scenarios: await measureScenarios(options, progress),
    clients: isWanted("client") ? await measureClients(options, progress) : [],
    listening: isWanted("listen") ? await measureListening(options, progress) : [],
    workers: isWanted("workers") ? await measureWorkers(options, progress) : { scenarios: [] },
  };
}

/** Profiles the scenario of each missed target once. */
async function explainAll(
  targets: readonly Target[],
  { profile, warmUp }: Options,
  progress: Progress,
): Promise<Explanation[]> {
  const probes = new Map(
    targets
      .filter(({ met }) => profile || !met)
      .flatMap(({ probe }) => (probe ? [[JSON.stringify(probe), probe]] : [])),
  );
  const explanations: Explanation[] = [];
  for (const probe of probes.values()) {
    progress(`profile ${explanations.length + 1}/${probes.size}`);
    explanations.push({ probe, summary: await explain(probe, Math.max(500, warmUp.most)) });
  }
  return explanations;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await run(options);
  else console.log(usage);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
