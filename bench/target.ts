import type { ImportTime } from "./import.ts";
import type { Install } from "./install.ts";
import type { Method } from "./load/message.ts";
import type { Scenario } from "./measure.ts";
import type { Spread } from "./statistics.ts";
import { ratio } from "./statistics.ts";

/** One promise of the project beside what this run found. */
export interface Target {
  name: string;
  expected: string;
  found: string;
  met: boolean;
}

/** Everything a run found. */
export interface Findings {
  scenarios: Scenario[];
  imports: ImportTime[];
  installs: Install[];
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

/** Returns the promises that this run measured; those it did not are left out. */
export function readTargets({ scenarios, imports, installs }: Findings): Target[] {
  const over = (method: Method, tools: number, peer: string): Spread | undefined => {
    const scenario = scenarios.find(
      (one) => one.transport === "http" && one.method === method && one.tools === tools,
    );
    return compare(scenario, name, peer, "server");
  };
  const targets = [
    atLeast("HTTP tools/call, 1 tool, over raw node:http", 0.7, over("tools/call", 1, "raw")),
    atLeast("HTTP tools/call, 1 tool, over tmcp", 2.5, over("tools/call", 1, "tmcp")),
    atLeast("HTTP tools/call, 1 tool, over SDK v2", 10, over("tools/call", 1, "sdk")),
    atLeast("HTTP tools/call, 200 tools, over SDK v2", 30, over("tools/call", 200, "sdk")),
    atLeast("HTTP tools/list, 200 tools, over SDK v2", 30, over("tools/list", 200, "sdk")),
    flat(
      [1, 50, 200, 1000].flatMap((tools) => {
        const found = over("tools/call", tools, "raw");
        return found ? [{ tools, share: found.median }] : [];
      }),
    ),
    atMost(
      "import of @mortise/server over an empty Node, ms",
      25,
      imports.find(({ entry }) => entry === "@mortise/server")?.milliseconds.median,
    ),
    atMost(
      "npm install @mortise/server, packages",
      3,
      installs.find(({ names }) => names.join() === "@mortise/server")?.packages,
    ),
  ];
  return targets.filter((target) => target !== undefined);
}

function atLeast(what: string, bound: number, found: Spread | undefined): Target | undefined {
  if (!found) return undefined;
  const { median, min, max } = found;
  return {
    name: what,
    expected: `≥ ${bound}×`,
    found: `${median.toFixed(2)}× [${min.toFixed(2)}–${max.toFixed(2)}]`,
    met: median >= bound,
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

/**
 * Flatness is judged by the ratio to raw at each size, since a call costs raw the same at every
 * size and the sizes are measured minutes apart.
 */
function flat(found: readonly { tools: number; share: number }[]): Target | undefined {
  const [first, ...rest] = found;
  const last = rest.at(-1);
  if (first?.tools !== 1 || last === undefined) return undefined;
  const worst = Math.max(...rest.map(({ share }) => Math.abs(share / first.share - 1)));
  return {
    name: `HTTP tools/call from 1 to ${last.tools} tools, change against 1 tool`,
    expected: "≤ 10 %",
    found: `${(worst * 100).toFixed(1)} %`,
    met: worst <= 0.1,
  };
}
