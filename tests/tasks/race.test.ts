import type { TaskEnd, TaskEngine, TaskRun } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { ended, newTask, OWNER, question, textOf, until, workerOf } from "./fixture/task-kit.ts";
import type { StoreKind } from "./test-store.ts";
import { postgres, sqlite } from "./test-store.ts";

type Store = ReturnType<StoreKind["create"]>;

const AGAIN: TaskEnd = { retry: { code: -32000, message: "again" } };

/** Ends the leases of all processes, as if each had been lost. */
async function loseLeases(store: Store): Promise<void> {
  const database = await store.openDatabase();
  await database.execute(`DELETE FROM ${database.dialect.table(store.namespace, "task_instance")}`);
  await database.close();
}

/** Never ends by itself. */
function untilAborted({ signal }: TaskRun): Promise<TaskEnd> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Engines of one store, as processes would have them. */
async function openAll(store: Store, count: number): Promise<readonly TaskEngine[]> {
  return Promise.all(Array.from({ length: count }, () => store.open({ heartbeatMs: 20 })));
}

describe.skipIf(postgres.missing !== undefined).each([postgres, sqlite])(
  "processes that do the same at once, on $name",
  ({ create }) => {
    test("each attempt is begun by one of them (dbos-inc/dbos-transact-py#742) (QwenLM/qwen-code#8735)", async () => {
      const store = create();
      const engines = await openAll(store, 4);
      const begun: string[] = [];
      const work = async ({ taskId, attempt }: TaskRun): Promise<TaskEnd> => {
        begun.push(`${taskId} ${attempt}`);
        return textOf("done");
      };
      const [first] = engines as [TaskEngine];
      const tasks = await Promise.all(
        Array.from({ length: 40 }, () => first.create(newTask("any"))),
      );
      await Promise.all(engines.map((engine) => engine.work(workerOf({ any: work }))));
      for (const task of tasks) await ended(first, task);
      expect(begun.sort()).toEqual(tasks.map(({ taskId }) => `${taskId} 1`).sort());
    });

    test("a retry and a take-over in the same moment are one attempt (chrisguidry/docket#245)", async () => {
      const store = create();
      const engines = await openAll(store, 3);
      const begun: string[] = [];
      const losses: Promise<void>[] = [];
      const work = async ({ taskId, attempt }: TaskRun): Promise<TaskEnd> => {
        begun.push(`${taskId} ${attempt}`);
        if (attempt > 1) return textOf("done");
        // The lease ends while the failure is written.
        losses.push(loseLeases(store));
        return AGAIN;
      };
      await Promise.all(engines.map((engine) => engine.work(workerOf({ any: work }))));
      const [first] = engines as [TaskEngine];
      const tasks = [];
      for (let index = 0; index < 8; index += 1) {
        tasks.push(await first.create(newTask("any", { policy: { attempts: 30 } })));
      }
      for (const task of tasks) expect((await ended(first, task)).status).toBe("completed");
      await Promise.all(losses);
      expect(new Set(begun).size).toBe(begun.length);
    });

    test("of a kind with one place for an owner, one run counts at a time (timgit/pg-boss#581)", async () => {
      const store = create();
      const engines = await openAll(store, 2);
      const order: string[] = [];
      const work = async ({ taskId, journal }: TaskRun): Promise<TaskEnd> => {
        for (const step of ["begin", "end"]) {
          await journal.step(step, async () => ({ value: order.push(`${step} ${taskId}`) }));
          await new Promise(setImmediate);
        }
        return textOf("done");
      };
      for (const engine of engines) await engine.work(workerOf({ any: work }, { perOwner: 1 }));
      const [first] = engines as [TaskEngine];
      const tasks = [];
      for (let index = 0; index < 10; index += 1) {
        tasks.push(await first.create(newTask("any", { policy: { perOwner: 1 } })));
      }
      for (const task of tasks) await ended(first, task);
      expect(order).toHaveLength(20);
      for (let at = 0; at < order.length; at += 2) {
        const [, begun] = (order[at] as string).split(" ");
        expect([order[at], order[at + 1]]).toEqual([`begin ${begun}`, `end ${begun}`]);
      }
    });

    test("a cancelled task is never tried again, whatever its handler throws (riverqueue/river#141)", async () => {
      const store = create();
      const engine = await store.open();
      const attempts: number[] = [];
      const begun = Promise.withResolvers<void>();
      await engine.work(
        workerOf({
          any: async (run) => {
            attempts.push(run.attempt);
            begun.resolve();
            await untilAborted(run).catch(() => undefined);
            return AGAIN;
          },
        }),
      );
      const task = await engine.create(newTask("any"));
      await begun.promise;
      await engine.cancel(OWNER, task.taskId);
      expect((await ended(engine, task)).status).toBe("cancelled");
      // A later task has run, so that a second attempt would have, too.
      const later = await engine.create(newTask("any"));
      await engine.cancel(OWNER, later.taskId);
      await ended(engine, later);
      expect(attempts.filter((attempt) => attempt > 1)).toEqual([]);
    });

    test("an answer that crosses with parking is never lost (triggerdotdev/trigger.dev#1263) (triggerdotdev/trigger.dev#2034)", async () => {
      const store = create();
      const engine = await store.open({ parkAfterMs: 1 });
      const other = await store.open();
      await engine.work(
        workerOf({
          ask: async ({ journal }) => {
            const answers = await Promise.all(
              ["a", "b"].map(
                async (key) =>
                  (await journal.recall(key, question(key))) ?? journal.ask(key, question(key)),
              ),
            );
            return textOf(answers.join());
          },
        }),
      );
      for (let round = 0; round < 15; round += 1) {
        const task = await other.create(newTask("ask"));
        const answered = new Set<string>();
        await until(other, task, ({ status, inputRequests = {} }) => {
          for (const key of Object.keys(inputRequests)) {
            if (answered.has(key)) continue;
            answered.add(key);
            void other.answer(OWNER, task.taskId, { [key]: key });
          }
          return status === "completed";
        });
        expect((await engine.get(OWNER, task.taskId))?.result).toEqual(textOf("a,b").result);
      }
    });

    test.each([
      ["retry", 2, "completed"],
      ["fail", 1, "failed"],
    ] as const)(
      "after a step with an unknown outcome, onCrash %s lets it have its effect %d times (awslabs/cli-agent-orchestrator#628)",
      async (onCrash, effects, status) => {
        const store = create();
        const [one, other] = await openAll(store, 2);
        let done = 0;
        const work = workerOf({
          any: async (run) => {
            await run.journal.step("effect", async () => {
              done += 1;
              if (done > 1) return { value: done };
              // The process is lost between the effect and its record.
              await loseLeases(store);
              await untilAborted(run);
              return {};
            });
            return textOf("done");
          },
        });
        await one?.work(work);
        const task = await (one as TaskEngine).create(newTask("any", { policy: { onCrash } }));
        await other?.work(work);
        expect((await ended(other as TaskEngine, task)).status).toBe(status);
        expect(done).toBe(effects);
      },
    );

    test("closing waits for the end of a handler that throws (taskforcesh/bullmq#834)", async () => {
      const store = create();
      const engine = await store.open({ graceMs: 600_000 });
      const other = await store.open();
      const begun = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      await engine.work(
        workerOf({
          any: async () => {
            begun.resolve();
            await gate.promise;
            throw new Error("thrown while the engine closes");
          },
        }),
      );
      const task = await engine.create(newTask("any", { policy: { attempts: 1 } }));
      await begun.promise;
      const closing = engine.close();
      gate.resolve();
      await closing;
      expect(await other.get(OWNER, task.taskId)).toMatchObject({
        status: "failed",
        error: { message: "thrown while the engine closes" },
      });
    });

    test("processes that sweep the same rows end all, and none fails (timgit/pg-boss#282) (kestra-io/kestra#9096)", async () => {
      const store = create();
      const engines = await Promise.all(
        Array.from({ length: 4 }, () => store.open({ sweepMs: 1, heartbeatMs: 20 })),
      );
      const [first] = engines as [TaskEngine];
      for (let index = 0; index < 60; index += 1) await first.create(newTask("none"));
      const database = await store.openDatabase();
      const table = database.dialect.table(store.namespace, "task");
      await database.execute(`UPDATE ${table} SET expires_at = 0, purge_at = 0`);
      await Promise.all(engines.map((engine) => engine.work(workerOf({}))));
      const left = async (): Promise<number> =>
        Number((await database.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n);
      await expect.poll(left).toBe(0);
    });
  },
);
