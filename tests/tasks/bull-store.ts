import { randomBytes } from "node:crypto";
import type { TaskEngine } from "@mortise/protocol";
import type { BullTaskEngineOptions } from "@mortise/tasks-bullmq";
import { bullTaskEngine } from "@mortise/tasks-bullmq";
import { expect, inject, onTestFinished } from "vitest";
import { openRedisClient } from "../fixture/service/redis-client.ts";

interface Service {
  readonly url: string;
  readonly missing: string | undefined;
}

const found = inject("redis" as never) as Service;

/** The tasks of one test in Redis. */
export interface BullStore {
  readonly url: string;
  readonly prefix: string;
  /** Makes an engine; an error that no call returned fails the test. */
  open(options?: Partial<BullTaskEngineOptions>): Promise<TaskEngine>;
}

/** Tasks on the Redis of the tests. */
export const bull = {
  missing: found.missing,
  /** Makes a store for the test that calls it. */
  create(): BullStore {
    const { url } = found;
    const prefix = `{test-${randomBytes(6).toString("hex")}}`;
    const faults: unknown[] = [];
    onTestFinished(async () => {
      const client = await openRedisClient(url);
      const keys = await client.keys(`${prefix}:*`);
      if (keys.length > 0) await client.unlink(keys);
      await client.close();
      expect(faults).toEqual([]);
    });
    return {
      url,
      prefix,
      open: async (options) => {
        const engine = bullTaskEngine({
          url,
          prefix,
          graceMs: 0,
          leaseMs: 600_000,
          sweepMs: 20,
          pollMs: 200,
          onError: (error) => void faults.push(error),
          ...options,
        });
        onTestFinished(() => engine.close());
        return engine;
      },
    };
  },
};
