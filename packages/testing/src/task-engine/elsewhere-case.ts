import { deepEqual, equal } from "node:assert/strict";
import type { DetailedTask, TaskEngine, TaskPolicy, TaskRun } from "@mortise/protocol";
import type { TaskEngineCase, Work } from "./task-engine-case.ts";
import { asked, ended, newTask, OWNER, question, textOf, workerOf } from "./task-engine-case.ts";

/** Longer than any case waits. */
const LATER = { again: { afterMs: 1_800_000 } };

function policyOf(changes: Partial<TaskPolicy>): TaskPolicy {
  return changes as TaskPolicy;
}

/** Wakes a task as soon as it waits. */
async function woken(engine: TaskEngine, { taskId }: DetailedTask): Promise<void> {
  while (!(await engine.wake(taskId))) await new Promise((resolve) => setImmediate(resolve));
}

/** Work that waits for its end in this process. */
function endless({ signal }: TaskRun, begun: () => void): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    begun();
  });
}

/** Work that waits elsewhere, and work that ends what it began there. */
export const elsewhereCases: readonly TaskEngineCase[] = [
  {
    name: "work that asks to begin again does so when it is woken, and spends no attempt",
    run: async ({ open }) => {
      const [one, other] = [await open(), await open()];
      let looks = 0;
      const look: Work = async ({ journal }) => {
        const { value } = await journal.step("job", async () => ({ value: looks }));
        return ++looks < 4 ? LATER : textOf(`job ${value}, ${looks} looks`);
      };
      await one.work(workerOf({ look }));
      const policy = policyOf({ attempts: 1 });
      const task = await other.create(newTask("look", { policy }));
      for (let count = 0; count < 3; count += 1) await woken(other, task);
      deepEqual((await ended(other, task)).result, textOf("job 0, 4 looks").result);
      equal(await other.wake(task.taskId), false);
    },
  },
  {
    name: "work that asks to begin again does so after the time",
    run: async ({ open }) => {
      const engine = await open();
      const attempts: number[] = [];
      await engine.work(
        workerOf({
          look: async ({ attempt, report }) => {
            report(`look ${attempts.push(attempt)}`);
            return attempts.length < 3 ? { again: { afterMs: 5 } } : textOf("there");
          },
        }),
      );
      const task = await engine.create(newTask("look", { policy: policyOf({ attempts: 1 }) }));
      equal((await ended(engine, task)).status, "completed");
      deepEqual(attempts, [1, 2, 3]);
    },
  },
  {
    name: "a task that has not begun cannot be woken",
    run: async ({ open }) => {
      const engine = await open();
      const later = await engine.create(newTask("later", { delayMs: 1_800_000 }));
      const queued = await engine.create(newTask("queued"));
      for (const id of [later.taskId, queued.taskId, "made-up", "", "a\0b"]) {
        equal(await engine.wake(id), false);
      }
    },
  },
  {
    name: "a cancelled task runs once more to end what it began elsewhere",
    run: async ({ open }) => {
      const [one, other] = [await open(), await open()];
      const begun = Promise.withResolvers<void>();
      const done: string[] = [];
      const work: Work = async (run) => {
        const { value } = await run.journal.step(run.kind, async () => ({ value: run.kind }));
        if (run.ending) {
          done.push(`${value} ${run.ending}`);
          return textOf("not used");
        }
        if (run.kind === "waiting") return LATER;
        if (run.kind === "asking") await run.journal.ask("q", question("Q?"));
        return endless(run, begun.resolve);
      };
      await one.work(workerOf({ running: work, waiting: work, asking: work }));
      const policy = policyOf({ cleanup: true, attempts: 1 });
      const [running, waiting, asking] = await Promise.all(
        ["running", "waiting", "asking"].map((kind) => other.create(newTask(kind, { policy }))),
      );
      if (!running || !waiting || !asking) return;
      await begun.promise;
      await asked(other, asking, "q");
      await woken(other, waiting);
      for (const task of [running, waiting, asking]) {
        equal(await other.cancel(OWNER, task.taskId), true);
        const { status, result } = await ended(other, task);
        deepEqual({ status, result }, { status: "cancelled", result: undefined });
      }
      deepEqual(done.sort(), ["asking cancelled", "running cancelled", "waiting cancelled"]);
    },
  },
  {
    name: "a task that never began has nothing to end elsewhere",
    run: async ({ open }) => {
      const engine = await open();
      const policy = policyOf({ cleanup: true });
      const task = await engine.create(newTask("later", { policy }));
      await engine.cancel(OWNER, task.taskId);
      equal((await engine.get(OWNER, task.taskId))?.status, "cancelled");
    },
  },
  {
    name: "a task whose time is over runs once more to end what it began elsewhere",
    run: async ({ open }) => {
      const engine = await open();
      const runs: unknown[] = [];
      await engine.work(
        workerOf({
          work: async ({ ending }) => {
            runs.push(ending);
            return ending ? textOf("not used") : LATER;
          },
        }),
      );
      // On a busy machine its time may be over before it begins.
      const expire = async (ttlMs: number): Promise<DetailedTask> => {
        const policy = policyOf({ cleanup: true, ttlMs });
        const task = await ended(engine, await engine.create(newTask("work", { policy })));
        return runs.length === 0 ? expire(ttlMs * 2) : task;
      };
      const { status, error, result } = await expire(100);
      deepEqual({ status, result }, { status: "failed", result: undefined });
      deepEqual(runs, [undefined, "expired"]);
      equal(error?.message.includes("time to live"), true);
    },
  },
  {
    name: "the run that ends work elsewhere is tried again, has all attempts, and is given up then",
    run: async ({ open }) => {
      const engine = await open();
      const tries: string[] = [];
      await engine.work(
        workerOf({
          work: async ({ ending, attempt }) => {
            if (ending) tries.push(ending);
            if (ending || attempt < 2) throw new Error("not now");
            return LATER;
          },
        }),
      );
      const policy = policyOf({ cleanup: true, attempts: 2 });
      const task = await engine.create(newTask("work", { policy }));
      await woken(engine, task);
      await engine.cancel(OWNER, task.taskId);
      equal((await ended(engine, task)).status, "cancelled");
      deepEqual(tries, ["cancelled", "cancelled"]);
    },
  },
  {
    name: "a cancellation outlives the engine that would end the work elsewhere",
    run: async ({ open }) => {
      const [one, other] = [await open(), await open()];
      const begun = Promise.withResolvers<void>();
      const done: string[] = [];
      await one.work(workerOf({ work: (run) => endless(run, begun.resolve) }));
      const policy = policyOf({ cleanup: true });
      const task = await other.create(newTask("work", { policy }));
      await begun.promise;
      await one.close();
      await other.cancel(OWNER, task.taskId);
      equal((await other.get(OWNER, task.taskId))?.status, "working");
      await other.work(
        workerOf({
          work: async ({ ending }) => {
            done.push(String(ending));
            return textOf("not used");
          },
        }),
      );
      equal((await ended(other, task)).status, "cancelled");
      deepEqual(done, ["cancelled"]);
    },
  },
];
