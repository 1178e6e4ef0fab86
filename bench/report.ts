import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { renderClients } from "./client/report.ts";
import type { Probe } from "./explain.ts";
import { describeProbe } from "./explain.ts";
import { renderInspectors } from "./inspector/report.ts";
import { readRivalVersion } from "./install-rivals.ts";
import { renderListening } from "./listen/report.ts";
import type { Contender } from "./load/contender.ts";
import type { ProfileSummary, Share } from "./profile.ts";
import { renderServers } from "./report-servers.ts";
import { percent, table } from "./table.ts";
import type { Findings, Target } from "./target.ts";
import { renderTasks } from "./tasks/report.ts";
import { renderWorkers } from "./workers/report.ts";

/** The profile of one of our processes, and its scenario. */
export interface Explanation {
  probe: Probe;
  summary: ProfileSummary;
}

const packages = [
  "tmcp",
  "@tmcp/transport-http",
  "@modelcontextprotocol/server",
  "@modelcontextprotocol/node",
  "@modelcontextprotocol/client",
  "@modelcontextprotocol/sdk",
  "zod",
];
/** Parts of a profile below this share are left out. */
const leastShare = 0.01;

/** Returns a line for the machine and one for the versions under test. */
export function describeMachine(contenders: readonly Contender[]): string {
  const [first] = cpus();
  const versions = packages.map((name) => {
    const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
    return `${name} ${(JSON.parse(readFileSync(file, "utf8")) as { version: string }).version}`;
  });
  for (const name of contenders.flatMap(({ packages: own = [] }) => own)) {
    versions.push(`${name} ${readRivalVersion(name)}`);
  }
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [
    `Machine: ${cpus().length} × ${first?.model.trim()}, ${memory}, ${process.platform}-${process.arch}, Node ${process.version}`,
    `Versions: ${versions.join(", ")}`,
  ].join("\n");
}

/** Returns the whole report as Markdown, laid out to be read in a terminal as well. */
export function renderReport(
  findings: Findings,
  targets: readonly Target[],
  explanations: readonly Explanation[],
): string {
  const { leftOut, imports, installs } = findings;
  return [
    ...renderTargets(targets),
    ...leftOut.map(({ label, reason }) => `**${label} was not measured**: ${reason}.`),
    ...renderServers(findings.scenarios),
    ...renderClients(findings.clients),
    ...renderListening(findings.listening),
    ...renderWorkers(findings.workers),
    ...renderInspectors(findings.inspectors),
    ...renderTasks(findings.tasks),
    ...renderImports(imports),
    ...renderInstalls(installs),
    ...renderExplanations(explanations),
  ].join("\n\n");
}

/** Returns the targets as a table. */
function renderTargets(targets: readonly Target[]): string[] {
  if (targets.length === 0) return [];
  const rows = targets.map(({ name, expected, found, met }) => [
    name,
    expected,
    found,
    met ? "met" : "MISSED",
  ]);
  return [
    "## Targets",
    "A ratio is by processor time, followed by the one by throughput; the first is judged.",
    table([["target", "expected", "found", ""], ...rows]),
  ];
}

function renderImports(imports: Findings["imports"]): string[] {
  if (imports.length === 0) return [];
  const rows = imports.map(({ entry, milliseconds: { median: middle, min, max }, processor }) => [
    entry,
    middle.toFixed(1),
    `${min.toFixed(1)} to ${max.toFixed(1)}`,
    processor.median.toFixed(1),
  ]);
  const head = ["entry", "median ms", "range", "processor ms"];
  return ["## Import time over an empty Node", table([head, ...rows])];
}

function renderInstalls(installs: Findings["installs"]): string[] {
  if (installs.length === 0) return [];
  const rows = installs.map(({ names, packages: count, megabytes }) => [
    names.join(" "),
    String(count),
    megabytes === undefined ? "" : megabytes.toFixed(1),
  ]);
  return ["## Packages an install brings", table([["npm install", "packages", "MB"], ...rows])];
}

/** Shows where the time of our processes goes, for each missed target. */
function renderExplanations(explanations: readonly Explanation[]): string[] {
  if (explanations.length === 0) return [];
  return [
    "## Where the time goes",
    "The scenario of each missed target, run again with V8's profiler on our process: shares of the time that it was busy.",
    ...explanations.flatMap(({ probe, summary }) => [
      `### ${describeProbe(probe)}`,
      `By part: ${renderShares(summary.parts)}.`,
      table([
        ["share", "function, without what it calls"],
        ...summary.functions.map(({ what, share }) => [percent(share), what]),
      ]),
    ]),
  ];
}

function renderShares(shares: readonly Share[]): string {
  return shares
    .filter(({ share }) => share >= leastShare)
    .map(({ what, share }) => `${what} ${percent(share)}`)
    .join(", ");
}
