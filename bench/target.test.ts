import { expect, test } from "vitest";
import type { Findings } from "./target.ts";
import { readTargets } from "./target.ts";

/** The findings of a run in which a call cost 20 µs, and one with a token so much. */
function findingsWith(...guarded: readonly number[]): Findings {
  const sample = (server: number) => ({ requests: 1, server, elapsed: server, load: 1 });
  const samples = {
    mortise: guarded.map(() => sample(20)),
    "mortise-guarded": guarded.map(sample),
  };
  return {
    scenarios: [{ transport: "http", tools: 1, method: "tools/call", samples }],
    clients: [],
    listening: [],
    workers: { scenarios: [] },
    inspectors: [],
    tasks: [],
    imports: [],
    installs: [],
    leftOut: [],
  };
}

test("the guard may add a tenth to a call, by the median of the rounds", () => {
  const name = "http tools/call, 1 tool, guard overhead with a cached token";
  const expected = "≤ 10 %";
  const call = { transport: "http", method: "tools/call", tools: 1 };
  const probe = { kind: "server", contender: "mortise-guarded", ...call };
  expect(readTargets(findingsWith(20, 21, 30))).toEqual([
    { name, expected, found: "5 % [0 %–50 %]", met: true, probe },
  ]);
  expect(readTargets(findingsWith(20, 23, 30))).toEqual([
    { name, expected, found: "15 % [0 %–50 %]", met: false, probe },
  ]);
});
