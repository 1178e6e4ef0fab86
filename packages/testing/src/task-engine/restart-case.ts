import { deepEqual, equal } from "node:assert/strict";
import type { TaskRun } from "@mortise/protocol";
import type { TaskEngineCase } from "./task-engine-case.ts";
import { asked, ended, newTask, OWNER, question, textOf, workerOf } from "./task-engine-case.ts";

/** Engines that end while tasks run. */
export const restartCases: readonly TaskEngineCase[] = [
  {
    name: "an engine that closes hands its tasks to another at once, and no attempt is used up (bayesimpact/bayes-platform#794) (riverqueue/river#1290)",
    run: async ({ open }) => {
      const [one, other] = [await open(), await open()];
      const begun = Promise.withResolvers<void>();
      const steps: string[] = [];
      const first = (run: TaskRun): Promise<never> => {
        const work = run.journal.step("s", async () => ({ value: steps.push("one") }));
        return work.then(() => {
          begun.resolve();
          return new Promise<never>((_resolve, reject) =>
            run.signal.addEventListener("abort", () => reject(run.signal.reason)),
          );
        });
      };
      await one.work(workerOf({ long: first }));
      const policy = { attempts: 1 } as never;
      const task = await other.create(newTask("long", { policy }));
      await begun.promise;
      await one.close();
      await other.work(
        workerOf({
          long: async ({ journal }) => {
            const { value } = await journal.step("s", async () => ({ value: steps.push("two") }));
            return textOf(String(value));
          },
        }),
      );
      deepEqual((await ended(other, task)).result, textOf("1").result);
      deepEqual(steps, ["one"]);
    },
  },
  {
    name: "a task that waits for input survives the engine that asked",
    run: async ({ open }) => {
      const [one, other] = [await open(), await open()];
      const worker = workerOf({
        ask: async ({ journal }) => {
          const asking = question("Name?");
          const answer = (await journal.recall("n", asking)) ?? (await journal.ask("n", asking));
          return textOf(JSON.stringify(answer));
        },
      });
      await one.work(worker);
      const task = await other.create(newTask("ask"));
      await asked(other, task, "n");
      await one.close();
      equal((await other.get(OWNER, task.taskId))?.status, "input_required");
      await other.answer(OWNER, task.taskId, { n: { action: "decline" } });
      await other.work(worker);
      deepEqual((await ended(other, task)).result, textOf('{"action":"decline"}').result);
    },
  },
];
