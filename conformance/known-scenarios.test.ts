import { beforeAll, expect, test } from "vitest";
import { expectedChecks, GOLDEN } from "./golden.ts";
import type { KnownScenario } from "./known-scenarios.ts";
import { listScenarios, parseList, planLeg } from "./known-scenarios.ts";
import { ALONE, INAPPLICABLE, INFORMATIONAL, LEGS } from "./scenarios.ts";

let known: readonly KnownScenario[];
beforeAll(async () => {
  known = await listScenarios();
});

test("the suite's list is read in full: both sides, and each scenario once on its side", () => {
  const names = known.map(({ side, name }) => `${side} ${name}`);
  expect(new Set(names).size).toBe(names.length);
  for (const side of ["server", "client"]) {
    const all = known.filter((scenario) => scenario.side === side).map(({ name }) => name);
    expect(all.sort()).toEqual(Object.keys(GOLDEN.legs[`${side}@suite-all`] ?? {}).sort());
  }
});

test.each(LEGS)(
  "%s promises everything, tasks on the newest server, extensions and older revisions included",
  (leg) => {
    const { promised, later, separate } = planLeg(leg, known);
    expect(promised.filter((name) => name.startsWith("tasks-"))).toHaveLength(
      leg === "server@2026-07-28" ? 9 : 0,
    );
    expect(later.filter((name) => !name.startsWith("tasks-"))).toEqual([]);
    expect(separate.filter((name) => name.startsWith("sep-2640-"))).toHaveLength(
      leg.startsWith("server") ? 3 : 4,
    );
    const ofAuth = { "client@2025-11-25": 8, "client@2026-07-28": 6 }[leg as string] ?? 0;
    expect(separate.filter((name) => name.startsWith("auth/"))).toHaveLength(ofAuth);
    const ofGolden = Object.keys(GOLDEN.legs[leg] ?? {});
    expect(ofGolden.filter((name) => ![...promised, ...later].includes(name))).toEqual([]);
  },
);

test.each(LEGS)("%s has expected checks for each scenario that it promises", (leg) => {
  const { promised } = planLeg(leg, known);
  expect(promised.filter((name) => !expectedChecks(leg, name)?.length)).toEqual([]);
  expect((ALONE[leg] ?? []).every((name) => promised.includes(name))).toBe(true);
  const ids = promised.flatMap((name) => expectedChecks(leg, name) ?? []);
  expect((INFORMATIONAL[leg] ?? []).every((id) => ids.includes(id))).toBe(true);
  expect((INAPPLICABLE[leg] ?? []).some((id) => ids.includes(id))).toBe(false);
});

test("a new scenario of the suite is promised, and unknown to golden.json", () => {
  const text = "Server scenarios (test against a server):\n  - brand-new [2026-07-28]\n";
  expect(planLeg("server@2026-07-28", parseList(text))).toEqual({
    promised: ["brand-new"],
    later: [],
    separate: [],
  });
  expect(planLeg("server@2025-11-25", parseList(text)).promised).toEqual([]);
  expect(expectedChecks("server@2026-07-28", "brand-new")).toBeUndefined();
});
