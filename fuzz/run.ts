/**
 * Tries a million hostile inputs: `npm run fuzz -- [--cases n] [--seed n] [--subject name] [--path p]`.
 *
 * Ends with 1 if a promise broke, a case crashed or hung, or memory grew without bound; the output has
 * the arguments that repeat the case.
 */
import { parseArgs } from "node:util";
import { SUBJECTS } from "./all-subjects.ts";
import { runTask } from "./campaign.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    subject: { type: "string" },
    path: { type: "string" },
  },
});
const seed = Number(values.seed);
const chosen = SUBJECTS.filter(
  ({ name }) => values.subject === undefined || name === values.subject,
);
const total = chosen.reduce((sum, { weight }) => sum + weight, 0);
/** Threads at once, fewer than the machine has cores. */
const LANES = 2;

if (chosen.length === 0) {
  console.error(
    `There is no subject ${values.subject}. There are: ${SUBJECTS.map(({ name }) => name).join(", ")}`,
  );
  process.exit(1);
}
console.log(`seed ${seed}`);

let failed = 0;
let tried = 0;
const queue = chosen.map(({ name, weight }) => ({
  name,
  cases: Math.ceil((Number(values.cases) * weight) / total),
}));

async function work(): Promise<void> {
  for (let task = queue.shift(); task; task = queue.shift()) {
    const started = performance.now();
    const { cases, heapBytes, failure } = await runTask({ ...task, seed, path: values.path });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    tried += cases;
    const heap = heapBytes === 0 ? "" : `, ${Math.round(heapBytes / 2 ** 20)} MB after all`;
    console.log(
      `${failure === undefined ? "ok  " : "FAIL"} ${task.name.padEnd(18)} ${cases} cases in ${seconds} s${heap}`,
    );
    if (failure === undefined) continue;
    failed += 1;
    console.log(failure);
  }
}

await Promise.all(Array.from({ length: LANES }, work));
console.log(`${tried} cases of ${chosen.length} subjects`);
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
