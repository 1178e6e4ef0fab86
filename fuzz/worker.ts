/** Runs one subject in a thread of its own, with limited memory and a heartbeat. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";
import { SUBJECTS } from "./all-subjects.ts";
import type { Outcome, Task } from "./campaign.ts";

const { name, seed, cases, path, pulse } = workerData as Task;
const beat = new Int32Array(pulse);
const subject = SUBJECTS.find((each) => each.name === name);
if (!subject) throw new Error(`There is no subject ${name}`);

const details = await fc.check(
  subject.property(() => Atomics.add(beat, 0, 1)),
  { seed, numRuns: cases, ...(path !== undefined && { path }), maxSkipsPerRun: 0 },
);
setFlagsFromString("--expose-gc");
// Without the flag on the command line, only a context created after it was set has the function.
(runInNewContext("gc") as () => void)();
const outcome: Outcome = {
  cases: Atomics.load(beat, 0),
  heapBytes: process.memoryUsage().heapUsed,
  ...(details.failed && { failure: describe(details) }),
};
parentPort?.postMessage(outcome);

function describe(run: fc.RunDetails<unknown>): string {
  const error = run.errorInstance instanceof Error ? run.errorInstance.stack : run.errorInstance;
  return `${error}\nseed ${run.seed}, path ${run.counterexamplePath}: ${fc.stringify(run.counterexample)}`;
}
