import { deepEqual, equal, rejects } from "node:assert/strict";
import type { TaskEngineCase, Work } from "./task-engine-case.ts";
import {
  asked,
  ended,
  newTask,
  OWNER,
  question,
  textOf,
  until,
  workerOf,
} from "./task-engine-case.ts";

const ACCEPTED = { action: "accept", content: { name: "Ann 🧩" } };

/** Questions and steps, across attempts and engines. */
export const journalCases: readonly TaskEngineCase[] = [
  {
    name: "a question is open until it is answered, and its answer reaches the work",
    run: async ({ open }) => {
      const [one, other] = [await open(), await open()];
      await one.work(
        workerOf({
          ask: async ({ journal }) =>
            textOf(JSON.stringify(await journal.ask("name", question("Name?")))),
        }),
      );
      const task = await other.create(newTask("ask"));
      const state = await asked(other, task, "name");
      equal(state.status, "input_required");
      deepEqual(state.inputRequests, { name: question("Name?") });
      equal(await other.answer(OWNER, task.taskId, { name: ACCEPTED }), true);
      deepEqual((await ended(other, task)).result, textOf(JSON.stringify(ACCEPTED)).result);
    },
  },
  {
    name: "the first answer to each question counts, and keys that are not open are ignored",
    run: async ({ open }) => {
      const engine = await open();
      await engine.work(
        workerOf({
          ask: async ({ journal }) => {
            const [a, b] = await Promise.all([
              journal.ask("a", question("A?")),
              journal.ask("b", question("B?")),
            ]);
            return textOf(JSON.stringify([a, b]));
          },
        }),
      );
      const task = await engine.create(newTask("ask"));
      await until(
        engine,
        task,
        ({ inputRequests }) => Object.keys(inputRequests ?? {}).length === 2,
      );
      await engine.answer(OWNER, task.taskId, { a: { n: 1 }, other: { ignored: true } });
      const partly = await engine.get(OWNER, task.taskId);
      deepEqual(Object.keys(partly?.inputRequests ?? {}), ["b"]);
      await engine.answer(OWNER, task.taskId, { a: { n: 2 }, b: { n: 3 } });
      const { result } = await ended(engine, task);
      deepEqual(result, textOf(JSON.stringify([{ n: 1 }, { n: 3 }])).result);
    },
  },
  {
    name: "a question asked again under its key gets a key of its own (joshrotenberg/tower-mcp#1248)",
    run: async ({ open }) => {
      const engine = await open();
      await engine.work(
        workerOf({
          ask: async ({ journal }) => {
            await journal.ask("n", question("First?"));
            return textOf(JSON.stringify(await journal.ask("n", question("Second?"), "no")));
          },
        }),
      );
      const task = await engine.create(newTask("ask"));
      await asked(engine, task, "n");
      await engine.answer(OWNER, task.taskId, { n: { round: 1 } });
      const second = await until(engine, task, ({ inputRequests = {} }) => {
        const [key] = Object.keys(inputRequests);
        return key !== undefined && key !== "n";
      });
      const [key = ""] = Object.keys(second.inputRequests ?? {});
      await engine.answer(OWNER, task.taskId, { n: { late: true }, [key]: { round: 2 } });
      deepEqual((await ended(engine, task)).result, textOf('{"round":2}').result);
    },
  },
  {
    name: "a later attempt does and asks nothing again that is on record",
    run: async ({ open }) => {
      const engine = await open();
      const steps: string[] = [];
      await engine.work(
        workerOf({
          order: async ({ journal, attempt }) => {
            const charge = await journal.step("charge", async () => {
              steps.push(`charge ${attempt}`);
              return { value: { receipt: 7 } };
            });
            const nothing = await journal.step("nothing", async () => {
              steps.push(`nothing ${attempt}`);
              return {};
            });
            const asking = question("Where to?");
            const recorded = await journal.recall("where", asking);
            const answer = recorded ?? (await journal.ask("where", asking));
            await journal.keep("where", answer);
            if (attempt === 1) return { retry: { code: -32603, message: "again" } };
            return textOf(JSON.stringify([charge.value, "value" in nothing, answer]));
          },
        }),
      );
      const task = await engine.create(newTask("order"));
      await asked(engine, task, "where");
      await engine.answer(OWNER, task.taskId, { where: ACCEPTED });
      const { result } = await ended(engine, task);
      deepEqual(result, textOf(JSON.stringify([{ receipt: 7 }, false, ACCEPTED])).result);
      deepEqual(steps, ["charge 1", "nothing 1"]);
    },
  },
  {
    name: "the error of a step is not recorded",
    run: async ({ open }) => {
      const engine = await open();
      let tries = 0;
      await engine.work(
        workerOf({
          step: async ({ journal }) => {
            const once = async (): Promise<{ value: number }> => {
              if (++tries === 1) throw new Error("first");
              return { value: tries };
            };
            await rejects(journal.step("s", once), { message: "first" });
            return textOf(String((await journal.step("s", once)).value));
          },
        }),
      );
      const task = await engine.create(newTask("step"));
      deepEqual((await ended(engine, task)).result, textOf("2").result);
    },
  },
  {
    name: "an answer counts only for the question that was shown",
    run: async ({ open }) => {
      const engine = await open();
      await engine.work(
        workerOf({
          pay: async ({ journal, attempt }) => {
            const asking = question(attempt === 1 ? "Pay 5?" : "Pay 500?");
            const recorded = await journal.recall("pay", asking);
            if (attempt === 1) {
              await journal.ask("pay", asking);
              return { retry: { code: -32603, message: "again" } };
            }
            return textOf(String(recorded));
          },
        }),
      );
      const task = await engine.create(newTask("pay"));
      await asked(engine, task, "pay");
      await engine.answer(OWNER, task.taskId, { pay: ACCEPTED });
      deepEqual((await ended(engine, task)).result, textOf("undefined").result);
    },
  },
  {
    name: "a record that the task was created with is replayed",
    run: async ({ open }) => {
      const engine = await open();
      await engine.work(
        workerOf({
          resume: async ({ journal }) => {
            const answer = await journal.recall("name", question("Name?"));
            const { value } = await journal.step("s", async () => ({ value: "run" }));
            return textOf(JSON.stringify([answer, value]));
          },
        }),
      );
      const record = {
        answers: [{ key: "name", question: question("Name?"), answer: ACCEPTED }],
        steps: [{ name: "s", value: "recorded" }],
      };
      const task = await engine.create(newTask("resume", { record }));
      deepEqual(
        (await ended(engine, task)).result,
        textOf(JSON.stringify([ACCEPTED, "recorded"])).result,
      );
    },
  },
  {
    name: "steps of another revision are not replayed (microsoft/durabletask-mssql#211)",
    run: async ({ open }) => {
      const engine = await open();
      const record = { answers: [], steps: [{ name: "s", value: "old" }] };
      const stale = await engine.create(newTask("work", { record }));
      const fresh = await engine.create(newTask("work"));
      await engine.work(workerOf({ work: async () => textOf("new") }, { revision: "2" }));
      const { status, error } = await ended(engine, stale);
      equal(status, "failed");
      equal(/revision "2".*revision "1"/.test(error?.message ?? ""), true, error?.message);
      equal((await ended(engine, fresh)).status, "completed");
    },
  },
  {
    name: "a task that nothing is on record of becomes one of the revision that begins it",
    run: async ({ open }) => {
      const engine = await open();
      let steps = 0;
      const work: Work = async ({ journal, attempt }) => {
        const { value } = await journal.step("s", async () => ({ value: ++steps }));
        if (attempt === 1) return { retry: { code: -32000, message: "again" } };
        return textOf(`step ${value}`);
      };
      const task = await engine.create(newTask("work"));
      await engine.work(workerOf({ work }, { revision: "2" }));
      deepEqual((await ended(engine, task)).result, textOf("step 1").result);
    },
  },
  {
    name: "while servers of two revisions run, each begins the tasks of its own (microsoft/durabletask-mssql#211)",
    run: async ({ open }) => {
      const [one, two, creator] = [await open(), await open(), await open()];
      const says = (text: string) =>
        workerOf({ work: async () => textOf(text) }, { revision: text });
      await one.work(says("1"));
      await two.work(says("2"));
      const record = { answers: [], steps: [{ name: "s", value: "recorded" }] };
      const tasks = await Promise.all(
        ["1", "2", "1", "2", "1", "2"].map(async (revision, index) => {
          const task = newTask("work", { revision, ...(index < 4 && { record }) });
          return { revision, created: await creator.create(task) };
        }),
      );
      for (const { revision, created } of tasks) {
        deepEqual((await ended(creator, created)).result, textOf(revision).result);
      }
      // The servers of the first revision are gone.
      await one.close();
      const last = await creator.create(newTask("work"));
      deepEqual((await ended(creator, last)).result, textOf("2").result);
    },
  },
];
