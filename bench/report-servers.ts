import { compareServers } from "./compare-servers.ts";
import type { Contender } from "./load/contender.ts";
import { contenders, isOurs, oursBeside } from "./load/contender.ts";
import type { Method } from "./load/message.ts";
import type { Scenario } from "./measure.ts";
import { median } from "./statistics.ts";
import { percent, renderRate, renderSpread, renderTime, table } from "./table.ts";

/** Returns the sections on servers over HTTP and stdio, and on how far to trust them. */
export function renderServers(scenarios: readonly Scenario[]): string[] {
  const sections: string[] = [];
  for (const transport of ["http", "stdio"] as const) {
    for (const method of ["tools/call", "tools/list"] as const) {
      const group = scenarios.filter((one) => one.transport === transport && one.method === method);
      if (group.length > 0) sections.push(renderGroup(transport, method, group));
    }
  }
  if (scenarios.length > 0) sections.push(renderTrust(scenarios));
  return sections;
}

function renderGroup(transport: string, method: Method, group: Scenario[]): string {
  const isPresent = (name: string): boolean => group.some(({ samples }) => samples[name]);
  const present = contenders.filter(({ name }) => isPresent(name));
  const head = ["", ...group.map(({ tools }) => `${tools} ${tools === 1 ? "tool" : "tools"}`)];
  const costs = present.map((one) => [
    one.label,
    ...group.map((scenario) => renderCost(scenario, one)),
  ]);
  const parts = [
    `## ${transport === "http" ? "HTTP" : "stdio"} ${method}`,
    "Processor time of the server for one request, and requests a second:",
    table([head, ...costs]),
  ];
  const rivals = present.filter((one) => !isOurs(one) && isPresent(oursBeside(one)));
  if (rivals.length > 0) {
    const rows = rivals.flatMap((rival) => [
      [`over ${rival.label}`, ...group.map((one) => renderOver(one, rival, "server"))],
      [`… by throughput`, ...group.map((one) => renderOver(one, rival, "elapsed"))],
    ]);
    parts.push(
      "Requests of Mortise over each, for the same processor time and by throughput; with sessions beside a rival with sessions:",
    );
    parts.push(table([head, ...rows]));
  }
  return parts.join("\n\n");
}

function renderCost(scenario: Scenario, { name }: Contender): string {
  const samples = scenario.samples[name] ?? [];
  if (samples.length === 0) return "";
  const cost = median(samples.map(({ server, requests }) => server / requests));
  const rate = median(samples.map(({ elapsed, requests }) => (requests / elapsed) * 1e6));
  return `${renderTime(cost)}, ${renderRate(rate)}`;
}

function renderOver(scenario: Scenario, rival: Contender, by: "server" | "elapsed"): string {
  return renderSpread(compareServers(scenario, oursBeside(rival), rival.name, by));
}

/**
 * Reports how far the two kinds of ratio move between rounds, and whether the load generator was ever
 * the bottleneck.
 */
function renderTrust(scenarios: readonly Scenario[]): string {
  const widths = (by: "server" | "elapsed"): number[] =>
    scenarios.flatMap((scenario) =>
      Object.keys(scenario.samples).flatMap((name) => {
        const found = name === "raw" ? undefined : compareServers(scenario, name, "raw", by);
        return found ? [(found.max - found.min) / found.median] : [];
      }),
    );
  const lines = ["## How far to trust this"];
  const [byServer, byElapsed] = [widths("server"), widths("elapsed")];
  if (byServer.length > 0) {
    lines.push(
      `Ratios to raw differ between rounds by ${percent(median(byServer))} by the server's processor time (median over all scenarios) and by ${percent(median(byElapsed))} by throughput, so they are printed with two digits. Processor time leaves out the waiting for a busy machine and for the load generator; throughput is what a client sees.`,
    );
  }
  const busy = scenarios.flatMap(({ transport, method, tools, samples }) =>
    Object.entries(samples).map(([name, turns]) => ({
      what: `${name} ${transport} ${method} with ${tools}`,
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
