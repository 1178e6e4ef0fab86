import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LeftOut } from "../install-rivals.ts";
import type { Options } from "../options.ts";
import { rotate } from "../statistics.ts";
import type { Contender } from "./contender.ts";
import { contenders, rivals } from "./contender.ts";
import type { QueueJob, QueueSample } from "./queue-process.ts";

/** One queue, with the turn of every round. */
export interface TaskResult {
  readonly name: Contender["name"];
  readonly label: string;
  readonly samples: QueueSample[];
  /** Ours: bursts beside few and beside many tasks that have ended, in that order. */
  readonly stored: { readonly tasks: number; readonly samples: QueueSample[] }[];
}

/** The findings about queues. */
export interface TaskFindings {
  readonly results: readonly TaskResult[];
  readonly leftOut: readonly LeftOut[];
}

const FEW = 1_000;
const IS_OURS = /^mortise/;

/** Lets every queue create, run and store tasks in rotated rounds, each turn in a process of its own. */
export async function measureTasks(
  { rounds, quick }: Options,
  onProgress: (text: string) => void,
): Promise<TaskFindings> {
  const { chosen, leftOut } = install(onProgress);
  const results = chosen.map(
    ({ name, label }): TaskResult => ({ name, label, samples: [], stored: [] }),
  );
  const size = quick ? { burst: 1_000, paced: 50 } : { burst: 5_000, paced: 300 };
  for (let round = 0; round < rounds; round += 1) {
    onProgress(`tasks: round ${round + 1} of ${rounds}`);
    for (const result of rotate(results, round)) {
      result.samples.push(await runQueue({ name: result.name, ...size, stored: 0 }));
    }
  }
  for (const result of results.filter(({ name }) => IS_OURS.test(name))) {
    for (const tasks of [FEW, quick ? 100_000 : 1_000_000]) {
      onProgress(`tasks: ${result.label} beside ${tasks} that have ended`);
      const samples: QueueSample[] = [];
      for (let round = 0; round < Math.min(rounds, 3); round += 1) {
        samples.push(await runQueue({ name: result.name, ...size, stored: tasks }));
      }
      result.stored.push({ tasks, samples });
    }
  }
  return { results, leftOut };
}

function install(onProgress: (text: string) => void): {
  readonly chosen: readonly Contender[];
  readonly leftOut: readonly LeftOut[];
} {
  if (!rivals.has()) {
    onProgress("installing pg-boss, graphile-worker and BullMQ into bench/tasks/rivals");
    const failure = rivals.install();
    if (failure !== undefined) {
      const missing = contenders.filter((contender) => contender.package !== undefined);
      const reason = `npm ci in bench/tasks/rivals failed: ${failure}`;
      return {
        chosen: contenders.filter((contender) => contender.package === undefined),
        leftOut: missing.map(({ label }) => ({ label, reason })),
      };
    }
  }
  return { chosen: contenders, leftOut: [] };
}

async function runQueue(job: QueueJob): Promise<QueueSample> {
  const child = fork(
    fileURLToPath(new URL("./queue-process.ts", import.meta.url)),
    [JSON.stringify(job)],
    { execArgv: ["--no-warnings"], stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  const ended = once(child, "exit");
  const [sample] = await Promise.race([
    once(child, "message"),
    ended.then(([code]) => {
      throw new Error(`The process of ${job.name} ended with ${code} and without a sample`);
    }),
  ]);
  await ended;
  return sample as QueueSample;
}
