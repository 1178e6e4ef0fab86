import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { drawCharts } from "./chart.ts";

const RESULTS = `# Benchmark

## HTTP tools/call

|         | 1 tool         | 50 tools       |
|---------|----------------|----------------|
| SDK v2  | 1000 µs, 110/s | 1200 µs, 110/s |
| Mortise | 45 µs, 22000/s | 48 µs, 18000/s |

|             | 1 tool |
|-------------|--------|
| over SDK v2 | 22×    |
`;

test("bars are as long as the times, the shortest first", () => {
  const { "tools-call-light.svg": light = "" } = drawCharts(RESULTS);
  const bars = [...light.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  expect(bars).toEqual([21.6, 480]);
  expect(light).toContain(
    'aria-label="Processor time of a server for one tools/call over HTTP: Mortise 45 µs, SDK v2 1000 µs"',
  );
});

test("a report without the rows is refused", () => {
  expect(() => drawCharts("# Benchmark\n")).toThrow(/no row of Mortise/);
});

test.each(["light", "dark"])("the picture in %s is that of bench/results.md", async (scheme) => {
  const chart = drawCharts(readFileSync("bench/results.md", "utf8"))[`tools-call-${scheme}.svg`];
  await expect(chart, "npx vitest run bench/chart.test.ts -u draws it").toMatchFileSnapshot(
    `../docs/images/bench/tools-call-${scheme}.svg`,
  );
});
