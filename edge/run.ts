/**
 * Runs the case suite against our server on workerd, Bun and Deno, and with our client inside Bun and Deno:
 * `npm run test:edge -- [--runtime name]`. It prints the size of a bundled server, which has a limit.
 *
 * The runtimes come from npm: a run installs them from `edge/runtimes`, unless they are there.
 */
import { parseArgs } from "node:util";
import { connect, listen } from "@mortise/node";
import type { Revision } from "@mortise/protocol";
import { createCaseServer, serverCases } from "@mortise/testing";
import { MAX_GZIP_BYTES, measureBundle } from "./bundle.ts";
import { runDeployed } from "./deployed.ts";
import { edgeCases } from "./edge-case.ts";
import { isCovered, NOT_COVERED } from "./not-covered.ts";
import type { CaseOutcome } from "./run-cases.ts";
import { runCases } from "./run-cases.ts";
import type { Runtime } from "./runtimes.ts";
import { programs, RUNTIMES } from "./runtimes.ts";
import type { Serving } from "./start.ts";
import { readLines, startServing } from "./start.ts";

const REVISIONS: readonly Revision[] = ["2026-07-28", "2025-11-25"];

let passed = 0;
let failed = 0;

function report(part: string, outcomes: readonly CaseOutcome[]): void {
  const failures = outcomes.filter(({ error }) => error !== undefined);
  passed += outcomes.length - failures.length;
  failed += failures.length;
  console.log(`${failures.length === 0 ? "ok  " : "FAIL"} ${part}: ${outcomes.length} cases`);
  for (const { name, error } of failures) console.log(`     ${name}: ${error}`);
}

async function measure(): Promise<CaseOutcome> {
  const bytes = await measureBundle("smallest");
  const kilobytes = (count: number): string => `${(count / 1024).toFixed(1)} kB`;
  const name = `${kilobytes(bytes)} after gzip, of at most ${kilobytes(MAX_GZIP_BYTES)}`;
  console.log(`a bundled server has ${name}`);
  return bytes <= MAX_GZIP_BYTES ? { name } : { name, error: "make it smaller" };
}

async function runServerCases(runtime: Runtime, serving: Serving): Promise<void> {
  const { name, isTransient } = runtime;
  for (const revision of REVISIONS) {
    const cases = serverCases.filter((one) => !isTransient || isCovered(one.name, revision));
    const outcomes = await runCases(cases, revision, (options) =>
      connect(serving.url("cases"), options),
    );
    report(`${name} serves ${revision}`, outcomes);
  }
  const outcomes: CaseOutcome[] = [];
  for (const { name, run } of edgeCases) {
    const error = await run(runtime, serving).then(
      () => undefined,
      (reason: unknown) => String(reason),
    );
    outcomes.push(error === undefined ? { name } : { name, error });
  }
  report(`${name} serves without keys`, outcomes);
}

async function runClientCases({ name, run }: Runtime): Promise<void> {
  if (!run) return;
  await using listening = await listen(createCaseServer(), { port: 0 });
  const lines = await readLines(run("client/run.ts", listening.url));
  const outcomes = lines.map((line) => JSON.parse(line) as CaseOutcome & { revision: Revision });
  for (const revision of REVISIONS) {
    const some = outcomes.filter((outcome) => outcome.revision === revision);
    const isWhole = some.length === serverCases.length;
    const lost = { name: "every case", error: `${some.length} of ${serverCases.length} were run` };
    report(`the client on ${name} in ${revision}`, isWhole ? some : [...some, lost]);
  }
}

async function test(runtime: Runtime): Promise<void> {
  console.log(`\n${runtime.name} ${programs.version(runtime.package)}`);
  await using serving = await startServing(await runtime.serve());
  await runServerCases(runtime, serving);
  await runClientCases(runtime);
  report(`${runtime.name} serves examples/deploy`, [await runDeployed(runtime)]);
  if (!runtime.isTransient) return;
  for (const [reason, names] of NOT_COVERED)
    console.log(`not covered: ${names.join("; ")} (${reason})`);
}

const { values } = parseArgs({ options: { runtime: { type: "string" } } });
const chosen = RUNTIMES.filter(
  ({ name }) => values.runtime === undefined || name === values.runtime,
);
if (chosen.length === 0) {
  console.error(
    `There is no runtime ${values.runtime}. There are: ${RUNTIMES.map(({ name }) => name).join(", ")}`,
  );
  process.exit(1);
}
report("the size of a server", [await measure()]);
if (!programs.has()) {
  console.log(`installing ${programs.names.join(", ")} into edge/runtimes`);
  const failure = programs.install();
  if (failure !== undefined) console.log(`npm ci in edge/runtimes failed: ${failure}`);
}
for (const runtime of chosen) {
  const error = await test(runtime).then(
    () => undefined,
    (reason: unknown) => String(reason),
  );
  if (error !== undefined) report(runtime.name, [{ name: "the run", error }]);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
