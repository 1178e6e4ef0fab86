import type { ClientScenario } from "./client/measure.ts";
import type { Probe } from "./explain.ts";
import type { ImportTime } from "./import.ts";
import type { Install } from "./install.ts";
import type { LeftOut } from "./install-peers.ts";
import type { ListenResult } from "./listen/measure.ts";
import type { Method } from "./load/message.ts";
import type { Scenario } from "./measure.ts";
import type { Setting } from "./server/control.ts";
import type { Spread } from "./statistics.ts";
import { ratio } from "./statistics.ts";
import type { WorkerResult, WorkerScenario } from "./workers/measure.ts";

/** One promise of the project beside what this run found. */
export interface Target {
  name: string;
  expected: string;
  found: string;
  met: boolean;
  /** What to run again under a profiler to see why it was missed. */
  probe?: Probe;
}

/** Everything a run found; what it did not measure is empty. */
export interface Findings {
  scenarios: Scenario[];
  clients: ClientScenario[];
  listening: ListenResult[];
  workers: WorkerResult;
  imports: ImportTime[];
  installs: Install[];
  leftOut: LeftOut[];
}

const name = "mortise";

/**
 * Compares our samples with a peer's: how many times the requests a second we answer with the
 * same processor time (`server`) or in the same time (`elapsed`). Undefined when either is missing.
 */
export function compare(
  scenario: Scenario | undefined,
  ours: string,
  theirs: string,
  by: "server" | "elapsed",
): Spread | undefined {
  const cost = (peer: string): number[] | undefined =>
    scenario?.samples[peer]?.map((sample) => sample[by] / sample.requests);
  const [mine, other] = [cost(ours), cost(theirs)];
  return mine && other ? ratio(other, mine) : undefined;
}

/** Compares two clients likewise, by their own processor time (`client`) or by the clock. */
export function compareClients(
  { samples }: ClientScenario,
  ours: string,
  theirs: string,
  by: "client" | "elapsed",
): Spread | undefined {
  const cost = (client: string): number[] | undefined =>
    samples[client]?.map((sample) => sample[by] / sample.calls);
  const [mine, other] = [cost(ours), cost(theirs)];
  return mine && other ? ratio(other, mine) : undefined;
}

/** Returns how many times the requests of one worker two answer in the same time. */
export function compareWorkers({ one, two }: WorkerScenario): Spread {
  const rate = (samples: WorkerScenario["one"]): number[] =>
    samples.map(({ answers, elapsed }) => answers / elapsed);
  return ratio(rate(two), rate(one));
}

/** Returns the promises that this run measured; those it did not are left out. */
export function readTargets(findings: Findings): Target[] {
  return [
    ...readServerTargets(findings.scenarios),
    ...readClientTargets(findings.clients),
    ...readListenTargets(findings.listening),
    ...readWorkerTargets(findings.workers.scenarios),
    atMost(
      "import of @mortise/server over an empty Node, ms",
      25,
      findings.imports.find(({ entry }) => entry === "@mortise/server")?.milliseconds.median,
    ),
    atMost(
      "npm install @mortise/server, packages",
      3,
      findings.installs.find(({ names }) => names.join() === "@mortise/server")?.packages,
    ),
  ].filter((target) => target !== undefined);
}

function readServerTargets(scenarios: readonly Scenario[]): (Target | undefined)[] {
  const over = (
    setting: Setting & { method: Method },
    peer: { name: string; label: string },
    bound: number,
    by: "server" | "elapsed" = "server",
  ): Target | undefined => {
    const { transport, tools, method } = setting;
    const scenario = scenarios.find(
      (one) => one.transport === transport && one.method === method && one.tools === tools,
    );
    const size = `${tools} ${tools === 1 ? "tool" : "tools"}`;
    const way = by === "elapsed" ? ", by throughput" : "";
    const what = `${transport} ${method}, ${size}, over ${peer.label}${way}`;
    const found = compare(scenario, name, peer.name, by);
    return atLeast(what, bound, found, { kind: "server", transport, tools, method });
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

function readClientTargets(clients: readonly ClientScenario[]): (Target | undefined)[] {
  return clients.map((scenario) => {
    const { transport, revision } = scenario;
    return atLeast(
      `client over ${transport}, ${revision}, over SDK v2`,
      3,
      compareClients(scenario, name, "sdk", "client"),
      { kind: "client", transport, revision },
    );
  });
}

/**
 * A run ends with an error where a stream does not open, or hears a change not at all or twice; so
 * what is left to be judged is how many there were.
 */
function readListenTargets(listening: readonly ListenResult[]): (Target | undefined)[] {
  return listening
    .filter((result) => result.name === name)
    .map(({ streams, changes }) => ({
      name: `subscriptions/listen streams of one process that all heard ${changes.length} changes`,
      expected: "≥ 10000",
      found: String(streams),
      met: streams >= 10_000,
    }));
}

function readWorkerTargets(scenarios: readonly WorkerScenario[]): (Target | undefined)[] {
  return scenarios
    .filter((scenario) => scenario.name === name)
    .map((scenario) =>
      atLeast(`two workers over one, ${scenario.tool}`, 1.7, compareWorkers(scenario)),
    );
}

function atLeast(
  what: string,
  bound: number,
  found: Spread | undefined,
  probe?: Probe,
): Target | undefined {
  if (!found) return undefined;
  const { median, min, max } = found;
  return {
    name: what,
    expected: `≥ ${bound}×`,
    found: `${median.toFixed(2)}× [${min.toFixed(2)}–${max.toFixed(2)}]`,
    met: median >= bound,
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
