import { deepEqual, equal } from "node:assert/strict";
import type { TaskEngineCase } from "./task-engine-case.ts";
import { counted, ended, newTask, OWNER, textOf, until, workerOf } from "./task-engine-case.ts";

/** The owner of a task, and its cancellation. */
export const ownerCases: readonly TaskEngineCase[] = [
  {
    name: "to another owner a task does not exist",
    run: async ({ open }) => {
      const engine = await open();
      const { taskId } = await engine.create(newTask("kept"));
      for (const id of [taskId, "made-up", "", "a\0b"]) {
        equal(await engine.get("eve", id), undefined);
        equal(await engine.cancel("eve", id), false);
        equal(await engine.answer("eve", id, { a: 1 }), false);
        equal(await engine.watch("eve", id, () => undefined), undefined);
      }
      equal((await engine.get(OWNER, taskId))?.status, "working");
    },
  },
  {
    name: "ids cannot be guessed, none comes twice, and none looks like an option",
    run: async ({ open }) => {
      const engine = await open();
      const ids = new Set<string>();
      for (let count = 0; count < 20; count += 1) {
        const { taskId } = await engine.create(newTask("kept"));
        ids.add(taskId);
        equal(/^[A-Za-z0-9_][A-Za-z0-9_-]{21,}$/.test(taskId), true, taskId);
      }
      equal(ids.size, 20);
    },
  },
  {
    name: "a task that waits is cancelled at once, and never runs",
    run: async ({ open }) => {
      const engine = await open();
      const task = await engine.create(newTask("later"));
      equal(await engine.cancel(OWNER, task.taskId), true);
      equal((await engine.get(OWNER, task.taskId))?.status, "cancelled");
      const runs: string[] = [];
      await engine.work(
        workerOf({
          later: counted(() => void runs.push("again"), textOf("")),
          next: async () => textOf(""),
        }),
      );
      await ended(engine, await engine.create(newTask("next")));
      deepEqual(runs, []);
    },
  },
  {
    name: "the work of a running task ends when another engine cancels it",
    run: async ({ open }) => {
      const [one, other] = [await open(), await open()];
      const begun = Promise.withResolvers<void>();
      await one.work(
        workerOf({
          endless: ({ signal }) =>
            new Promise((_resolve, reject) => {
              signal.addEventListener("abort", () => reject(signal.reason));
              begun.resolve();
            }),
        }),
      );
      const task = await other.create(newTask("endless"));
      await begun.promise;
      equal(await other.cancel(OWNER, task.taskId), true);
      equal((await ended(other, task)).status, "cancelled");
    },
  },
  {
    name: "a final state never changes, whatever comes later",
    run: async ({ open }) => {
      const engine = await open();
      await engine.work(workerOf({ quick: async () => textOf("first") }));
      const task = await engine.create(newTask("quick"));
      const final = await ended(engine, task);
      equal(await engine.cancel(OWNER, task.taskId), true);
      equal(await engine.answer(OWNER, task.taskId, { key: {} }), true);
      deepEqual(await engine.get(OWNER, task.taskId), final);
    },
  },
  {
    name: "cancelling one task leaves the others alone (mastra-ai/mastra#19883)",
    run: async ({ open }) => {
      const engine = await open();
      const release = Promise.withResolvers<void>();
      await engine.work(
        workerOf({
          held: async ({ signal }) => {
            await Promise.race([
              release.promise,
              new Promise((_resolve, reject) =>
                signal.addEventListener("abort", () => reject(signal.reason)),
              ),
            ]);
            return textOf("done");
          },
        }),
      );
      const tasks = [];
      for (let count = 0; count < 5; count += 1) tasks.push(await engine.create(newTask("held")));
      const [first, ...others] = tasks;
      if (!first) return;
      await engine.cancel(OWNER, first.taskId);
      equal((await until(engine, first, ({ status }) => status !== "working")).status, "cancelled");
      release.resolve();
      for (const task of others) equal((await ended(engine, task)).status, "completed");
    },
  },
];
