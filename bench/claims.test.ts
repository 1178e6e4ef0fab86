import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { copyClaims } from "./claims.ts";

const MARKS =
  "before\n<!-- copied from bench/results.md by npm run bench -- --write -->\nold\n<!-- end of the copy -->\nafter\n";

const RESULTS = `# Benchmark

## HTTP tools/call

| | 1 tool | 1000 tools |
|---|---|---|
| SDK v2 | 558 µs | 6425 µs |

| | 1 tool | 1000 tools |
|---|---|---|
| over SDK v2 | 16× [14–22] | 180× [140–190] |
| … by throughput | 14× [11–17] | 120× [99–130] |

## stdio tools/call

| | 1 tool |
|---|---|
| over SDK v2 | 8.6× [8.3–9.7] |
| … by throughput | 4.0× [4.0–4.6] |
`;

test("ratios are copied with their spread, by processor time and by throughput", () => {
  expect(copyClaims(MARKS, RESULTS)).toBe(`before
<!-- copied from bench/results.md by npm run bench -- --write -->
| Mortise beside others | by processor time | by throughput |
| --- | --- | --- |
| … over the official SDK v2 | 16× [14–22] | 14× [11–17] |
| … with 1,000 tools | 180× [140–190] | 120× [99–130] |
| \`tools/call\` over stdio, over the official SDK v2 | 8.6× [8.3–9.7] | 4.0× [4.0–4.6] |
<!-- end of the copy -->
after
`);
});

test("a page without the marks is refused", () => {
  expect(() => copyClaims("# Page", RESULTS)).toThrow(/needs the lines/);
});

test("README.md repeats the numbers of bench/results.md, and no other ratio", async () => {
  const readme = readFileSync("README.md", "utf8");
  const copied = copyClaims(readme, readFileSync("bench/results.md", "utf8"));
  await expect(copied, "npx vitest run bench/claims.test.ts -u copies them").toMatchFileSnapshot(
    "../README.md",
  );
  const rest = readme.replace(/<!-- copied from[\s\S]*?<!-- end of the copy -->/, "");
  expect(rest).not.toMatch(/\d ?×|\d times\b/);
});
