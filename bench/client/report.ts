import { median } from "../statistics.ts";
import { renderRate, renderSpread, renderTime, table } from "../table.ts";
import { compareClients } from "./compare-clients.ts";
import type { ClientScenario } from "./measure.ts";
import { clients } from "./measure.ts";

/** Returns the section on clients, or nothing if none was measured. */
export function renderClients(scenarios: readonly ClientScenario[]): string[] {
  if (scenarios.length === 0) return [];
  const present = clients.filter(({ name }) => scenarios.some(({ samples }) => samples[name]));
  const head = ["", ...scenarios.map(({ transport, revision }) => `${transport}, ${revision}`)];
  const costs = present.map(({ name, label }) => [
    label,
    ...scenarios.map((scenario) => renderCost(scenario, name)),
  ]);
  const rivals = present.filter(({ name }) => name !== "mortise");
  const ratios = rivals.flatMap(({ name, label }) => [
    [
      `over ${label}`,
      ...scenarios.map((one) => renderSpread(compareClients(one, "mortise", name, "client"))),
    ],
    [
      "… by throughput",
      ...scenarios.map((one) => renderSpread(compareClients(one, "mortise", name, "elapsed"))),
    ],
  ]);
  return [
    "## Clients that call the same server",
    "Processor time of the client for one call of a tool of ours, and calls a second. Raw Node is `node:http` with a kept-alive agent over HTTP, and a newline splitter over stdio:",
    table([head, ...costs]),
    "Calls of Mortise over each, for the same processor time and by throughput:",
    table([head, ...ratios]),
  ];
}

function renderCost(scenario: ClientScenario, name: string): string {
  const samples = scenario.samples[name] ?? [];
  if (samples.length === 0) return "";
  const cost = median(samples.map(({ client, calls }) => client / calls));
  const rate = median(samples.map(({ elapsed, calls }) => (calls / elapsed) * 1e6));
  return `${renderTime(cost)}, ${renderRate(rate)}`;
}
