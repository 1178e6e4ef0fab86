/**
 * Runs the official conformance suite against our server and our client, at both revisions, and
 * fails unless every promised scenario passes check by check: `npm run conformance`.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runSuite, startServer } from "./child.ts";
import { GOLDEN } from "./golden.ts";
import { judge } from "./judge.ts";
import { readResults } from "./read-results.ts";
import type { Leg } from "./scenarios.ts";
import { ALONE, INFORMATIONAL, LEGS, PROMISED } from "./scenarios.ts";

const RESULTS = join(import.meta.dirname, "results");

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

async function runLeg(leg: Leg): Promise<void> {
  const [side = "", revision = ""] = leg.split("@");
  const output = ["-o", join(RESULTS, leg)];
  const log = join(RESULTS, `${leg}.log`);
  if (side === "server") {
    using server = await startServer();
    const target = ["--url", server.url];
    return await runSuite(["server", ...target, "--requirements", revision, ...output], log);
  }
  const target = ["client", "--command", "node conformance/client.ts"];
  await runSuite([...target, "--requirements", revision, ...output], log);
  for (const name of ALONE[leg] ?? []) {
    await runSuite([...target, "--scenario", name, "--spec-version", revision, ...output], log);
  }
}

function report(leg: Leg): Tally {
  const results = readResults(join(RESULTS, leg));
  const promised = PROMISED[leg];
  const expected = GOLDEN.legs[leg] ?? {};
  const look = (name: string) => judge(results.get(name), expected[name], INFORMATIONAL[leg]);
  let failed = 0;
  console.log(`\n${leg}`);
  for (const name of promised) {
    const { checks, reasons } = look(name);
    if (reasons.length > 0) failed += 1;
    console.log(`  ${reasons.length === 0 ? "pass" : "FAIL"}  ${name.padEnd(48)} ${checks} checks`);
    for (const reason of reasons) console.log(`        ${reason}`);
  }
  const names = new Set([...Object.keys(expected), ...results.keys()]);
  const others = [...names].filter((name) => !promised.includes(name));
  const clean = others.filter((name) => look(name).reasons.length === 0);
  console.log(
    `  not yet promised: ${clean.length} clean, ${others.length - clean.length} failing` +
      (clean.length > 0 ? ` (clean: ${clean.join(", ")})` : ""),
  );
  if (results.size === 0) console.log(`  The suite wrote nothing; see ${RESULTS}/${leg}.log`);
  return { passed: promised.length - failed, failed };
}

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
console.log(GOLDEN.suite);
const tally = { passed: 0, failed: 0 };
for (const leg of LEGS) {
  await runLeg(leg);
  const { passed, failed } = report(leg);
  tally.passed += passed;
  tally.failed += failed;
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 ? 0 : 1;
