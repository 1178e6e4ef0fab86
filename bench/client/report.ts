import { median } from "../statistics.ts";
import { renderSpread, renderTime, table } from "../table.ts";
import { compareClients } from "../target.ts";
import type { ClientScenario } from "./measure.ts";
import { clients } from "./measure.ts";

/** Returns the section on clients, or nothing when none was measured. */
export function renderClients(scenarios: readonly ClientScenario[]): string[] {
  if (scenarios.length === 0) return [];
  const present = clients.filter(({ name }) => scenarios.some(({ samples }) => samples[name]));
  const head = ["", ...scenarios.map(({ transport, revision }) => `${transport}, ${revision}`)];
  const costs = present.map(({ name, label }) => [
    label,
    ...scenarios.map((scenario) => renderCost(scenario, name)),
  ]);
  const others = present.filter(({ name }) => name !== "mortise");
  const ratios = others.flatMap(({ name, label }) => [
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
    "Processor time of the client's process for a call of one tool of ours, and calls for the same processor time over raw, which is `fetch` over HTTP and a newline splitter over stdio:",
    table([head, ...costs]),
    "Mortise over each, for the same processor time and by throughput:",
    table([head, ...ratios]),
  ];
}

function renderCost(scenario: ClientScenario, name: string): string {
  const samples = scenario.samples[name] ?? [];
  if (samples.length === 0) return "";
  const text = renderTime(median(samples.map(({ client, calls }) => client / calls)));
  const over = name === "raw" ? undefined : compareClients(scenario, name, "raw", "client");
  return [text, renderSpread(over)].filter(Boolean).join(", ");
}
