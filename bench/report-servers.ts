import type { Method } from "./load/message.ts";
import type { Scenario } from "./measure.ts";
import type { Peer } from "./peer.ts";
import { peers as allPeers } from "./peer.ts";
import { median } from "./statistics.ts";
import { percent, renderSpread, renderTime, table } from "./table.ts";
import { compare } from "./target.ts";

/** Returns the sections on servers over HTTP and stdio, and how far to trust them. */
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
  const text = renderTime(cost);
  return name === "raw"
    ? text
    : [text, renderSpread(compare(scenario, name, "raw", "server"))].filter(Boolean).join(", ");
}

function renderOver(scenario: Scenario, peer: Peer, by: "server" | "elapsed"): string {
  return renderSpread(compare(scenario, "mortise", peer.name, by));
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
