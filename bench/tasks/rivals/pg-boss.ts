// pg-boss with a loop of its own around `fetch`: its `work` waits up to half a second before it looks again.

import { Pool } from "pg";
import { PgBoss } from "pg-boss";
import type { OpenQueue } from "../queue.ts";
import { CONCURRENCY, inputOf, RESULT } from "../queue.ts";
import { POSTGRES_URL } from "../services.ts";
import { Probe } from "./probe.ts";

const NAME = "report";

/** pg-boss, tasks in its job table. */
export const openPgBoss: OpenQueue = async ({ begun }) => {
  const schema = `bench_boss_${process.pid}`;
  const pool = new Pool({ connectionString: POSTGRES_URL });
  const boss = new PgBoss({ connectionString: POSTGRES_URL, schema });
  boss.on("error", () => undefined);
  await boss.start();
  await boss.createQueue(NAME);
  const probe = await Probe.open(pool, schema);
  let isClosed = false;
  let running = 0;
  let wake = (): void => undefined;
  const run = async (job: { readonly id: string; readonly data: unknown }): Promise<void> => {
    begun((job.data as { readonly number: number }).number);
    await boss.complete(NAME, job.id, RESULT);
    running -= 1;
    wake();
  };
  const loop = async (): Promise<void> => {
    while (!isClosed) {
      const batchSize = CONCURRENCY - running;
      const jobs = batchSize > 0 ? await boss.fetch(NAME, { batchSize }) : [];
      running += jobs.length;
      for (const job of jobs) void run(job);
      if (jobs.length > 0 && running < CONCURRENCY) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 500).unref();
      });
    }
  };
  const looping = loop();
  return {
    create: async (number) => {
      await boss.send(NAME, inputOf(number));
      wake();
    },
    countStored: () => probe.count(`SELECT count(*) FROM ${schema}.job WHERE state = 'completed'`),
    commit: () => probe.commit(),
    [Symbol.asyncDispose]: async () => {
      isClosed = true;
      wake();
      await looping;
      await boss.stop({ graceful: false });
      await pool.query(`DROP SCHEMA ${schema} CASCADE`);
      await pool.end();
    },
  };
};
