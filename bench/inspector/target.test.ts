import { expect, test } from "vitest";
import type { InspectorResult } from "./measure.ts";
import { renderInspectors } from "./report.ts";
import { readInspectorTargets } from "./target.ts";

/** An inspector that was connected after these milliseconds. */
function result(
  name: InspectorResult["name"],
  connected: readonly number[],
  more: Partial<InspectorResult> = {},
): InspectorResult {
  const starts = connected.map((time) => ({
    ...{ url: 500, connected: time, processor: 900, bytes: 280_000, outside: 0 },
    ...(name === "dev" && { edit: 600 }),
  }));
  return { name, label: name, starts, tools: { most: 17, longest: 40 }, ...more };
}

const results = [
  result("inspect", [1400, 1200, 1300], {
    load: { big: 420, scroll: { most: 18, longest: 60 }, filter: { most: 50, longest: 70 } },
  }),
  result("dev", [1500]),
  result("official", [2600]),
  result("mcp-use", [1000]),
];

test("an inspector is judged by its medians, and beside each rival", () => {
  const missed = readInspectorTargets(results).filter(({ met }) => !met);
  expect(readInspectorTargets(results)).toHaveLength(10);
  expect(missed.map(({ name, expected, found }) => [name, expected, found])).toEqual([
    ["inspector, command to connected page, over mcp-use", "≤ 1", "1.3"],
    ["mortise dev, save to page, ms", "≤ 500", "600"],
    ["inspector, 10,000 frames filtered, ms a picture", "≤ 34", "50"],
  ]);
});

test("a subject without a measurement has no target", () => {
  expect(readInspectorTargets([])).toEqual([]);
  const names = readInspectorTargets([result("inspect", [1400])]).map(({ name }) => name);
  expect(names).not.toContain("inspector, command to connected page, over mcp-use");
  expect(names).not.toContain("inspector, a result of 5 MB is shown, ms");
});

test("the report has a row for each inspector, and what only ours was given", () => {
  const [title, , rows, ours] = renderInspectors(results);
  expect(title).toBe("## Inspectors");
  expect(rows).toMatch(
    /\| inspect +\| 500 +\| 1300 \[1200–1400\] +\| 900 +\| – +\| 280 +\| 0 +\| 17, 40 +\|/,
  );
  expect(rows?.split("\n")).toHaveLength(6);
  expect(ours).toContain("420 ms");
  expect(renderInspectors([])).toEqual([]);
});
