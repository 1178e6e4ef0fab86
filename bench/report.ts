import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import type { Method } from "./load/message.ts";
import type { Scenario } from "./measure.ts";
import type { Peer } from "./peer.ts";
import { peers as allPeers } from "./peer.ts";
import type { Spread } from "./statistics.ts";
import { median } from "./statistics.ts";
import type { Findings, Target } from "./target.ts";
import { compare, readTargets } from "./target.ts";

const packages = [
  "tmcp",
  "@tmcp/transport-http",
  "@modelcontextprotocol/server",
  "@modelcontextprotocol/node",
  "@modelcontextprotocol/sdk",
  "zod",
];

/** Returns the machine and the versions under test, one a line. */
export function describeMachine(): string {
  const [first] = cpus();
  const versions = packages.map((name) => {
    const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
    return `${name} ${(JSON.parse(readFileSync(file, "utf8")) as { version: string }).version}`;
  });
  return [
    `Machine: ${cpus().length} × ${first?.model.trim()}, ${process.platform}-${process.arch}, Node ${process.version}`,
    `Versions: ${versions.join(", ")}`,
  ].join("\n");
}

/** Returns the whole report as Markdown, laid out to be read in a terminal as well. */
export function renderReport(findings: Findings): string {
  const { scenarios, imports, installs } = findings;
  const sections: string[] = [];
  for (const transport of ["http", "stdio"] as const) {
    for (const method of ["tools/call", "tools/list"] as const) {
      const group = scenarios.filter((one) => one.transport === transport && one.method === method);
      if (group.length > 0) sections.push(renderGroup(transport, method, group));
    }
  }
  if (scenarios.length > 0) sections.push(renderTrust(scenarios));
  sections.push(
    "## Import time over an empty Node",
    table([
      ["entry", "median ms", "range", "processor ms"],
      ...imports.map(({ entry, milliseconds: { median: middle, min, max }, processor }) => [
        entry,
        middle.toFixed(1),
        `${min.toFixed(1)} to ${max.toFixed(1)}`,
        processor.median.toFixed(1),
      ]),
    ]),
    "## Packages an install brings",
    table([
      ["npm install", "packages"],
      ...installs.map(({ names, packages: count }) => [names.join(" "), String(count)]),
    ]),
    "## Targets",
    renderTargets(readTargets(findings)),
  );
  return sections.join("\n\n");
}

function renderGroup(transport: string, method: Method, group: Scenario[]): string {
  const present = allPeers.filter(({ name }) => group.some(({ samples }) => samples[name]));
  const head = ["", ...group.map(({ tools }) => `${tools} ${tools === 1 ? "tool" : "tools"}`)];
  const costs = present.map((peer) => [
    peer.label,
    ...group.map((scenario) => renderCost(scenario, peer)),
  ]);
  const parts = [
    `## ${transport === "http" ? "HTTP" : "stdio"} ${method}`,
    "Server processor time a request, and requests for the same processor time over raw:",
    table([head, ...costs]),
  ];
  const others = present.filter(({ name }) => name !== "mortise");
  if (others.length < present.length) {
    const rows = others.flatMap((peer) => [
      [`over ${peer.label}`, ...group.map((one) => renderOver(one, peer, "server"))],
      [`… by throughput`, ...group.map((one) => renderOver(one, peer, "elapsed"))],
    ]);
    parts.push("Mortise over each, for the same processor time and by throughput:");
    parts.push(table([head, ...rows]));
  }
  return parts.join("\n\n");
}

function renderCost(scenario: Scenario, { name }: Peer): string {
  const samples = scenario.samples[name] ?? [];
  const cost = median(samples.map(({ server, requests }) => server / requests));
  const text = `${cost < 100 ? cost.toFixed(1) : Math.round(cost)} µs`;
  return name === "raw"
    ? text
    : [text, renderSpread(compare(scenario, name, "raw", "server"))].filter(Boolean).join(", ");
}

function renderOver(scenario: Scenario, peer: Peer, by: "server" | "elapsed"): string {
  return renderSpread(compare(scenario, "mortise", peer.name, by));
}

function renderSpread(found: Spread | undefined): string {
  if (!found) return "";
  const [middle, min, max] = [found.median, found.min, found.max].map(renderRatio);
  return `${middle}× [${min}–${max}]`;
}

function renderRatio(value: number): string {
  return value >= 20 ? value.toFixed(0) : value >= 2 ? value.toFixed(1) : value.toPrecision(2);
}

/**
 * Says what to trust: how far the two kinds of ratio move between rounds, and whether the load
 * generator was ever the bottleneck.
 */
function renderTrust(scenarios: readonly Scenario[]): string {
  const widths = (by: "server" | "elapsed"): number[] =>
    scenarios.flatMap((scenario) =>
      Object.keys(scenario.samples).flatMap((peer) => {
        const found = peer === "raw" ? undefined : compare(scenario, peer, "raw", by);
        return found ? [(found.max - found.min) / found.median] : [];
      }),
    );
  const lines = ["## How far to trust this"];
  const [byServer, byElapsed] = [widths("server"), widths("elapsed")];
  if (byServer.length > 0) {
    lines.push(
      `Ratios to raw differ between rounds by ${percent(median(byServer))} (median over all scenarios) when taken from the server's processor time, by ${percent(median(byElapsed))} when taken from throughput. Processor time is the headline: it does not count waiting for a busy machine or for the load generator.`,
    );
  }
  const busy = scenarios.flatMap(({ transport, method, tools, samples }) =>
    Object.entries(samples).map(([peer, turns]) => ({
      what: `${peer} ${transport} ${method} with ${tools}`,
      load: median(turns.map(({ load, elapsed }) => load / elapsed)),
    })),
  );
  const saturated = busy.filter(({ load }) => load > 0.85);
  const calls = busy.filter(({ what }) => what.includes("tools/call")).map(({ load }) => load);
  if (calls.length > 0) {
    lines.push(
      `The load generator used at most ${percent(Math.max(...calls))} of its core in tools/call.`,
    );
  }
  if (saturated.length > 0) {
    const where = saturated.map(({ what, load }) => `${what} (${percent(load)})`).join(", ");
    lines.push(
      `It was the bottleneck here, so that throughput says less than processor time: ${where}.`,
    );
  }
  return lines.join("\n\n");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** Returns the targets as a table, MISSED where one was. */
function renderTargets(targets: readonly Target[]): string {
  const rows = targets.map(({ name, expected, found, met }) => [
    name,
    expected,
    found,
    met ? "met" : "MISSED",
  ]);
  return table([["target", "expected", "found", ""], ...rows]);
}

/** Lays rows out as a Markdown table with aligned columns; the first row is the head. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map(
    (row) => `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`,
  );
  lines.splice(1, 0, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  return lines.join("\n");
}
