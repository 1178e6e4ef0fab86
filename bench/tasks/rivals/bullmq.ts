import { Queue as BullQueue, Worker } from "bullmq";
import { Redis } from "ioredis";
import type { OpenQueue } from "../queue.ts";
import { CONCURRENCY, inputOf, RESULT } from "../queue.ts";
import { REDIS_URL } from "../services.ts";

/** BullMQ on Redis, as durable as the server is set up to be. */
export const openBullMq: OpenQueue = async ({ begun }) => {
  const name = `bench-${process.pid}`;
  const url = new URL(REDIS_URL);
  const connection = {
    host: url.hostname,
    port: Number(url.port || 6379),
    maxRetriesPerRequest: null,
  };
  const queue = new BullQueue(name, { connection });
  const work = async ({
    data,
  }: {
    readonly data: { readonly number: number };
  }): Promise<object> => {
    begun(data.number);
    return RESULT;
  };
  const worker = new Worker(name, work, { connection, concurrency: CONCURRENCY });
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  const client = new Redis(REDIS_URL);
  let commits = 0;
  return {
    create: (number) => queue.add("report", inputOf(number)),
    countStored: () => queue.getCompletedCount(),
    commit: () => {
      commits += 1;
      return client.set(`bull:${name}:probe:${commits}`, JSON.stringify(inputOf(commits)));
    },
    [Symbol.asyncDispose]: async () => {
      await worker.close();
      await queue.obliterate({ force: true });
      const keys = await client.keys(`bull:${name}:*`);
      if (keys.length > 0) await client.del(keys);
      await queue.close();
      client.disconnect();
    },
  };
};
