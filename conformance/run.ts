/**
 * Runs the official conformance suite against our server and our client, at both revisions, and
 * fails unless every scenario passes check by check, except for those that later issues add:
 * `npm run conformance`.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkAuthorizationServer } from "./authorization-server.ts";
import { runSuite, startServer } from "./child.ts";
import { expectedChecks, GOLDEN } from "./golden.ts";
import { judge } from "./judge.ts";
import type { LegPlan } from "./known-scenarios.ts";
import { listScenarios, planLeg } from "./known-scenarios.ts";
import { readResults } from "./read-results.ts";
import type { Leg } from "./scenarios.ts";
import { ALONE, DEVIATING, INFORMATIONAL, LEGS } from "./scenarios.ts";

const RESULTS = join(import.meta.dirname, "results");

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

async function runLeg(leg: Leg, { separate }: LegPlan): Promise<void> {
  const [side = "", revision = ""] = leg.split("@");
  const output = ["-o", join(RESULTS, leg)];
  const log = join(RESULTS, `${leg}.log`);
  using server = side === "server" ? await startServer() : undefined;
  const target = server
    ? ["server", "--url", server.url]
    : ["client", "--command", "node conformance/client.ts", "--timeout", "300000"];
  await runSuite([...target, "--requirements", revision, ...output], log);
  for (const name of [...separate, ...(ALONE[leg] ?? [])]) {
    const one = ["--scenario", name, "--spec-version", revision, "--force"];
    await runSuite([...target, ...one, ...output], log);
  }
}

function report(leg: Leg, { promised, later }: LegPlan): Tally {
  const results = readResults(join(RESULTS, leg));
  const look = (name: string) =>
    judge(results.get(name), expectedChecks(leg, name), {
      informational: INFORMATIONAL[leg],
      deviating: DEVIATING[leg],
    });
  let failed = 0;
  console.log(`\n${leg}`);
  // Scenarios that the suite ran without listing them, and scenarios that it no longer lists.
  const names = new Set([...promised, ...results.keys(), ...Object.keys(GOLDEN.legs[leg] ?? {})]);
  const judged = [...names].filter((name) => !later.includes(name));
  for (const name of judged) {
    const { checks, reasons } = look(name);
    if (reasons.length > 0) failed += 1;
    console.log(`  ${reasons.length === 0 ? "pass" : "FAIL"}  ${name.padEnd(48)} ${checks} checks`);
    for (const reason of reasons) console.log(`        ${reason}`);
  }
  const clean = later.filter((name) => look(name).reasons.length === 0);
  console.log(
    `  left to later issues: ${clean.length} clean, ${later.length - clean.length} failing` +
      (clean.length > 0 ? ` (clean: ${clean.join(", ")})` : ""),
  );
  if (results.size === 0) console.log(`  The suite wrote nothing; see ${RESULTS}/${leg}.log`);
  return { passed: judged.length - failed, failed };
}

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
console.log(GOLDEN.suite);
const known = await listScenarios();
const tally = { passed: 0, failed: 0 };
for (const leg of LEGS) {
  const plan = planLeg(leg, known);
  await runLeg(leg, plan);
  const { passed, failed } = report(leg, plan);
  tally.passed += passed;
  tally.failed += failed;
}
const authorization = await checkAuthorizationServer(RESULTS);
console.log(`\nauthorization server\n${authorization.lines.join("\n")}`);
tally.passed += authorization.passed;
tally.failed += authorization.failed;
console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;
