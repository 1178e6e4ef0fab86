import type { DetailedTask, TaskWorker } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { slowDatabase } from "./fault/failing-database.ts";
import { ended, newTask, workerOf } from "./fixture/task-kit.ts";
import { postgres, sqlite } from "./test-store.ts";

const LEASE_MS = 600_000;

describe.each([sqlite, postgres])("a process that stood still, on $name", ({ missing, create }) => {
  test.skipIf(missing !== undefined)(
    "begins no step on an answer from before the end of its lease",
    async () => {
      let stoodMs = 0;
      const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + stoodMs };
      const done: string[] = [];
      const store = create();
      const other = await store.open();
      const task = Promise.withResolvers<DetailedTask>();
      const end = Promise.withResolvers<DetailedTask>();
      // While the process stands still, its lease ends, and another process does the whole task.
      const standStill = async (): Promise<void> => {
        await store.loseLeases();
        await other.work(worker("other", done));
        end.resolve(await ended(other, await task.promise));
        stoodMs = 2 * LEASE_MS;
      };
      const database = await store.openDatabase();
      const slow = slowDatabase(database, (values) =>
        values.includes("second") && stoodMs === 0 ? standStill() : undefined,
      );
      const first = await store.openOn(slow, {
        clock,
        leaseMs: LEASE_MS,
        heartbeatMs: LEASE_MS / 4,
      });
      await first.work(worker("first", done));
      task.resolve(await first.create(newTask("two")));

      expect((await end.promise).status).toBe("completed");
      await first.close();
      expect(done).toEqual(["first: first, attempt 1", "second: other, attempt 2"]);
    },
  );
});

/** Does a task in two steps, and notes each that is done. */
function worker(name: string, done: string[]): TaskWorker {
  return workerOf({
    two: async ({ attempt, journal }) => {
      for (const step of ["first", "second"]) {
        await journal.step(step, async () => {
          done.push(`${step}: ${name}, attempt ${attempt}`);
          return { value: step };
        });
      }
      return { result: { content: [] } };
    },
  });
}
