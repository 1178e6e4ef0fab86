import { compareClients } from "./client/compare-clients.ts";
import type { ClientScenario } from "./client/measure.ts";
import { compareServers } from "./compare-servers.ts";
import type { Probe } from "./explain.ts";
import type { ImportTime } from "./import.ts";
import type { InspectorResult } from "./inspector/measure.ts";
import { readInspectorTargets } from "./inspector/target.ts";
import type { Install } from "./install.ts";
import type { LeftOut } from "./install-rivals.ts";
import type { ListenResult } from "./listen/measure.ts";
import type { Method } from "./load/message.ts";
import type { Scenario } from "./measure.ts";
import type { Setting } from "./server/control.ts";
import type { Spread } from "./statistics.ts";
import { percent, renderSpread } from "./table.ts";
import type { TaskResult } from "./tasks/measure.ts";
import { readTaskTargets } from "./tasks/target.ts";
import { compareWorkers } from "./workers/compare-workers.ts";
import type { WorkerResult, WorkerScenario } from "./workers/measure.ts";

/** One promise of the project beside the finding of this run. */
export interface Target {
  name: string;
  expected: string;
  /** The judged value first; a ratio by processor time is followed by the one by throughput. */
  found: string;
  met: boolean;
  /** The process to run again under a profiler if the target was missed. */
  probe?: Probe;
}

/** The findings of a run; subjects that it did not measure are empty. */
export interface Findings {
  scenarios: Scenario[];
  clients: ClientScenario[];
  listening: ListenResult[];
  workers: WorkerResult;
  inspectors: readonly InspectorResult[];
  tasks: readonly TaskResult[];
  imports: ImportTime[];
  installs: Install[];
  leftOut: LeftOut[];
}

const name = "mortise";
const guarded = "mortise-guarded";

/** Returns the promises that this run measured. */
export function readTargets(findings: Findings): Target[] {
  return [
    ...readServerTargets(findings.scenarios),
    readGuardTarget(findings.scenarios),
    ...readClientTargets(findings.clients),
    ...readListenTargets(findings.listening),
    ...readWorkerTargets(findings.workers.scenarios),
    atMost(
      "import of @mortise/server over an empty Node, ms",
      25,
      findings.imports.find(({ entry }) => entry === "@mortise/server")?.milliseconds.median,
    ),
    ...readInstallTargets(findings.installs),
    ...readInspectorTargets(findings.inspectors),
    ...readTaskTargets(findings.tasks),
  ].filter((target) => target !== undefined);
}

function readInstallTargets(installs: readonly Install[]): (Target | undefined)[] {
  const bare = installs.find(({ names }) => names.join(" ") === "@mortise/server");
  const usual = installs.find(({ names }) => names.join(" ") === "mortise zod");
  return [
    atMost("npm install @mortise/server, packages", 3, bare?.packages),
    atMost("npm install mortise zod, packages", 19, usual?.packages),
    atMost("npm install mortise zod, MB", 15, usual?.megabytes),
  ];
}

function readServerTargets(scenarios: readonly Scenario[]): (Target | undefined)[] {
  const over = (
    setting: Setting & { method: Method },
    rival: { name: string; label: string },
    bound: number,
    by: "server" | "elapsed" = "server",
  ): Target | undefined => {
    const { transport, tools, method } = setting;
    const scenario = scenarios.find(
      (one) => one.transport === transport && one.method === method && one.tools === tools,
    );
    const size = `${tools} ${tools === 1 ? "tool" : "tools"}`;
    const way = by === "elapsed" ? ", by throughput" : "";
    const found = compareServers(scenario, name, rival.name, by);
    return atLeast(`${transport} ${method}, ${size}, over ${rival.label}${way}`, bound, {
      found,
      throughput: by === "server" ? compareServers(scenario, name, rival.name, "elapsed") : found,
      probe: { kind: "server", contender: name, transport, tools, method },
    });
  };
  const call = { transport: "http", method: "tools/call", tools: 1 } as const;
  const raw = { name: "raw", label: "raw node:http" };
  const [tmcp, sdk] = [
    { name: "tmcp", label: "tmcp" },
    { name: "sdk", label: "SDK v2" },
  ];
  return [
    over(call, raw, 0.85),
    over({ ...call, tools: 1000 }, raw, 0.85),
    over(call, tmcp, 3),
    over(call, sdk, 12),
    over({ ...call, method: "tools/list", tools: 1000 }, raw, 0.5),
    over({ ...call, transport: "stdio" }, sdk, 3),
    over({ ...call, transport: "stdio" }, sdk, 3, "elapsed"),
  ];
}

/** The processor time that confirming a cached token adds to a call. */
function readGuardTarget(scenarios: readonly Scenario[]): Target | undefined {
  const call = { transport: "http", method: "tools/call", tools: 1 } as const;
  const scenario = scenarios.find(
    ({ transport, method, tools }) =>
      transport === call.transport && method === call.method && tools === call.tools,
  );
  const found = compareServers(scenario, name, guarded, "server");
  if (!found) return undefined;
  const [middle, least, most] = [found.median, found.min, found.max].map((ratio) =>
    percent(ratio - 1),
  );
  return {
    name: "http tools/call, 1 tool, guard overhead with a cached token",
    expected: "≤ 10 %",
    found: `${middle} [${least}–${most}]`,
    met: found.median <= 1.1,
    probe: { kind: "server", contender: guarded, ...call },
  };
}

function readClientTargets(clients: readonly ClientScenario[]): (Target | undefined)[] {
  return clients.map((scenario) => {
    const { transport, revision } = scenario;
    return atLeast(`client over ${transport}, ${revision}, over SDK v2`, 3, {
      found: compareClients(scenario, name, "sdk", "client"),
      throughput: compareClients(scenario, name, "sdk", "elapsed"),
      probe: { kind: "client", transport, revision },
    });
  });
}

/**
 * Judges the number of streams alone: a run fails if a stream does not open, or misses a change, or
 * receives it twice.
 */
function readListenTargets(listening: readonly ListenResult[]): (Target | undefined)[] {
  return listening
    .filter((result) => result.name === name)
    .map(({ streams, changes }) => ({
      name: `subscriptions/listen streams of one process that all received ${changes.length} changes`,
      expected: "≥ 10000",
      found: String(streams),
      met: streams >= 10_000,
    }));
}

function readWorkerTargets(scenarios: readonly WorkerScenario[]): (Target | undefined)[] {
  return scenarios
    .filter((scenario) => scenario.name === name)
    .map((scenario) =>
      atLeast(`two workers over one, ${scenario.tool}`, 1.7, { found: compareWorkers(scenario) }),
    );
}

interface Found {
  /** The ratio that is judged. */
  readonly found: Spread | undefined;
  readonly throughput?: Spread | undefined;
  readonly probe?: Probe;
}

function atLeast(
  what: string,
  bound: number,
  { found, throughput, probe }: Found,
): Target | undefined {
  if (!found) return undefined;
  const beside = throughput && throughput !== found ? `, ${renderSpread(throughput)}` : "";
  return {
    name: what,
    expected: `≥ ${bound}×`,
    found: `${renderSpread(found)}${beside}`,
    met: found.median >= bound,
    ...(probe && { probe }),
  };
}

function atMost(what: string, bound: number, found: number | undefined): Target | undefined {
  if (found === undefined) return undefined;
  return {
    name: what,
    expected: `≤ ${bound}`,
    found: String(Math.round(found * 10) / 10),
    met: found <= bound,
  };
}
