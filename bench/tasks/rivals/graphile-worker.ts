// graphile-worker as its page on performance advises. It deletes jobs that have ended, so that the work stores
// its result by itself.
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import { Pool } from "pg";
import type { OpenQueue } from "../queue.ts";
import { CONCURRENCY, inputOf, RESULT } from "../queue.ts";
import { POSTGRES_URL } from "../services.ts";
import { Probe } from "./probe.ts";

/** graphile-worker, results in a table beside its jobs. */
export const openGraphileWorker: OpenQueue = async ({ begun }) => {
  const schema = `bench_graphile_${process.pid}`;
  const pgPool = new Pool({ connectionString: POSTGRES_URL, max: CONCURRENCY });
  const logger = new Logger(() => () => undefined);
  const utils = await makeWorkerUtils({ pgPool, schema, logger });
  await utils.migrate();
  const probe = await Probe.open(pgPool, schema);
  await pgPool.query(`CREATE TABLE ${schema}.result (job text PRIMARY KEY, body text)`);
  const runner = await run({
    pgPool,
    logger,
    noHandleSignals: true,
    preset: {
      worker: {
        schema,
        concurrentJobs: CONCURRENCY,
        maxPoolSize: CONCURRENCY,
        localQueue: { size: CONCURRENCY + 1 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
    taskList: {
      report: async (payload, { job, query }) => {
        begun((payload as { readonly number: number }).number);
        await query(`INSERT INTO ${schema}.result (job, body) VALUES ($1, $2)`, [
          job.id,
          JSON.stringify(RESULT),
        ]);
      },
    },
  });
  return {
    create: (number) => utils.addJob("report", inputOf(number)),
    countStored: () => probe.count(`SELECT count(*) FROM ${schema}.result`),
    commit: () => probe.commit(),
    [Symbol.asyncDispose]: async () => {
      await runner.stop();
      await utils.release();
      await pgPool.query(`DROP SCHEMA ${schema} CASCADE`);
      await pgPool.end();
    },
  };
};
