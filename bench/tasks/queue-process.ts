/** Measures one queue in a process of its own: `node queue-process.ts <job as JSON>`, the sample is sent. */
import { setTimeout as pause } from "node:timers/promises";
import { contenders } from "./contender.ts";
import { processorTimeOf } from "./processor-time.ts";
import type { Queue } from "./queue.ts";

/** The measurements that are made of a queue. */
export interface QueueJob {
  readonly name: string;
  /** Tasks that are created as fast as they are acknowledged. */
  readonly burst: number;
  /** Tasks that are created one after another. */
  readonly paced: number;
  /** Tasks that have ended before, in thousands of rows or none. */
  readonly stored: number;
}

/** The findings of one turn of a queue; times in microseconds. */
export interface QueueSample {
  /** From the first task of the burst until every result was stored, by task. */
  readonly elapsed: number;
  /** Processor time of this process and of the database, by task. */
  readonly processor: number;
  readonly database: number;
  /** For each paced task: until it was acknowledged, and until its work began. */
  readonly acknowledged: readonly number[];
  readonly begun: readonly number[];
  /** The commits of rows by themselves. */
  readonly commits: readonly number[];
}

/** Creations that wait for their acknowledgement at once, in the burst. */
const IN_FLIGHT = 64;
const WARM_UP = 300;
const CHECK_MS = 5;

const job = JSON.parse(process.argv[2] ?? "{}") as QueueJob;
const contender = contenders.find(({ name }) => name === job.name);
if (!contender) throw new Error(`There is no queue ${job.name}`);
const times = new Map<number, number>();
const waiting = new Map<number, () => void>();
const open = await contender.load();
const queue = await open({
  begun: (number) => {
    times.set(number, performance.now());
    waiting.get(number)?.();
  },
});
let created = 0;
process.send?.(await measure(queue));
await queue[Symbol.asyncDispose]();
process.exit();

async function measure(one: Queue): Promise<QueueSample> {
  await burst(one, WARM_UP);
  if (job.stored > 0) await one.fill?.(job.stored);
  const database = (): number => (contender?.database ? processorTimeOf(contender.database) : 0);
  const [start, own, theirs] = [performance.now(), process.cpuUsage(), database()];
  await burst(one, job.burst);
  const elapsed = ((performance.now() - start) * 1_000) / job.burst;
  const { user, system } = process.cpuUsage(own);
  const spent = { processor: user + system, database: database() - theirs };
  const [acknowledged, begun, commits]: [number[], number[], number[]] = [[], [], []];
  for (let index = 0; index < job.paced; index += 1) {
    const before = performance.now();
    await one.commit();
    commits.push((performance.now() - before) * 1_000);
    await createOne(one, { acknowledged, begun });
  }
  return {
    elapsed,
    processor: spent.processor / job.burst,
    database: spent.database / job.burst,
    acknowledged,
    begun,
    commits,
  };
}

/** Creates tasks as fast as they are acknowledged, and waits for the result of each. */
async function burst(one: Queue, count: number): Promise<void> {
  const before = created;
  const create = async (): Promise<void> => {
    while (created < before + count) await one.create(created++);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, create));
  while ((await one.countStored()) < created) await pause(CHECK_MS);
}

/** Creates a task when nothing else is under way. */
async function createOne(
  one: Queue,
  { acknowledged, begun }: { readonly acknowledged: number[]; readonly begun: number[] },
): Promise<void> {
  const number = created++;
  const running = new Promise<void>((resolve) => waiting.set(number, resolve));
  const start = performance.now();
  await one.create(number);
  acknowledged.push((performance.now() - start) * 1_000);
  await running;
  begun.push(((times.get(number) ?? Number.NaN) - start) * 1_000);
  while ((await one.countStored()) < created) await pause(CHECK_MS);
}
