import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { overloadFleets, planFleets } from "./fleet.ts";
import { readMeasured } from "./measured.ts";
import { drawCharts } from "./report/chart.ts";
import { copyTables } from "./report/copy-tables.ts";
import { renderResults } from "./report/render-results.ts";
import { reportMeasured } from "./report/report-measured.ts";

const measured = readMeasured();
const few = { most: 20_000 };
const fleets = planFleets(measured, few, [10_000, 100_000]);
const overloads = overloadFleets(measured, few);
const results = readFileSync("capacity/results.md", "utf8");

test("the model and the simulation agree on fleets within their plan", () => {
  for (const { plan, predicted, simulated } of fleets) {
    const about = `${plan.mix.label} at ${plan.rate}`;
    expect(predicted.broken, about).toBeUndefined();
    expect(predicted.p50 / simulated.p50, about).toBeGreaterThan(0.7);
    // Few long requests among many short ones wait for less than a gamma distribution of all says.
    expect(predicted.p50 / simulated.p50, about).toBeLessThan(1.6);
    expect(predicted.p99 / simulated.p99, about).toBeGreaterThan(0.7);
    expect(predicted.p99 / simulated.p99, about).toBeLessThan(1.4);
  }
});

test("a fleet that the model says is behind is slower in the simulation than one that is not", () => {
  const behind = overloads.flatMap(({ mix, points }) => {
    const steady = points.filter(({ predicted }) => predicted.broken === undefined);
    const slowest = Math.max(...steady.map(({ p99 }) => p99));
    return points
      .filter(({ predicted }) => predicted.broken !== undefined)
      .map(({ p99 }) => ({ mix, p99, slowest }));
  });
  expect(behind.length).toBeGreaterThan(0);
  for (const { mix, p99, slowest } of behind) expect(p99, mix.label).toBeGreaterThan(slowest);
});

test("capacity/results.md shows the stored measurements", () => {
  for (const part of reportMeasured(measured)) expect(results).toContain(part);
});

test("docs/guide/capacity.md repeats the tables of capacity/results.md", async () => {
  const guide = copyTables(readFileSync("docs/guide/capacity.md", "utf8"), results);
  await expect(guide, "npx vitest run capacity -u copies them").toMatchFileSnapshot(
    "../docs/guide/capacity.md",
  );
});

test("a result names its machine, and has each section once", () => {
  const report = renderResults(measured, fleets, overloads);
  const headings = [...report.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(new Set(headings).size).toBe(headings.length);
  expect(headings).toEqual([...results.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading));
  expect(report).toContain(measured.machine);
});

test("charts have a line for each mix, in colors for light and dark ground", () => {
  const charts = drawCharts(measured, overloads);
  expect(Object.keys(charts)).toEqual([
    "instances-light.svg",
    "instances-dark.svg",
    "latency-light.svg",
    "latency-dark.svg",
  ]);
  for (const chart of Object.values(charts)) {
    expect(chart.match(/<polyline /g)).toHaveLength(overloads.length);
    expect(chart).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test("the same measurements give the same fleets", () => {
  expect(planFleets(measured, few, [10_000, 100_000])).toEqual(fleets);
});
