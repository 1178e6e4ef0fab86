import type { InputJournal, TaskEnd, TaskRun } from "@mortise/protocol";
import { ErrorCode, MortiseError, ProtocolError, systemRandom } from "@mortise/protocol";
import { tasks } from "@mortise/tasks";
import type { ServerEvent } from "mortise";
import { createServer } from "mortise";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { failingDatabase } from "./fault/failing-database.ts";
import { ended, newTask, OWNER, question, textOf, until, workerOf } from "./fixture/task-kit.ts";
import { freshPath, postgres, sqlite } from "./test-store.ts";
import { openWire } from "./wire.ts";

describe.skipIf(postgres.missing !== undefined).each([postgres, sqlite])(
  "hostile work on $name",
  ({ create }) => {
    test("data of an error that is not JSON is left out, and the task ends", async () => {
      const engine = await create().open();
      const cycle: Record<string, unknown> = {};
      cycle["self"] = cycle;
      const all: Record<string, unknown> = { cycle, big: 1n, code: () => 1 };
      await engine.work(
        workerOf({
          thrown: async ({ input }) =>
            Promise.reject(new ProtocolError(-32000, "no", { data: all[String(input["what"])] })),
          given: async ({ input }) => ({
            error: { code: -32000, message: "no", data: all[String(input["what"])] },
          }),
        }),
      );
      for (const kind of ["thrown", "given"]) {
        for (const what of Object.keys(all)) {
          const state = await ended(
            engine,
            await engine.create(newTask(kind, { input: { what } })),
          );
          expect(state.error).toEqual({ code: -32000, message: "no" });
        }
      }
    });

    test("a pause that is no time is none, and one without an end is as long as a task may live", async () => {
      const store = create();
      const engine = await store.open();
      await engine.work(
        workerOf({
          any: async ({ input }) => ({
            retry: { code: -32000, message: "again" },
            afterMs: Number(input["after"]),
          }),
        }),
      );
      const begin = async (after: string) =>
        engine.create(newTask("any", { input: { after }, policy: { attempts: 2 } }));
      expect((await ended(engine, await begin("none"))).error?.message).toBe("again");
      const endless = await begin("Infinity");
      await until(engine, endless, ({ statusMessage }) => statusMessage === "again");
      const database = await store.openDatabase();
      const table = database.dialect.table(store.namespace, "task");
      const [row] = await database.query<{ run_at: number; updated_at: number }>(
        `SELECT run_at, updated_at FROM ${table} WHERE id = $1`,
        [endless.taskId],
      );
      expect(Number(row?.run_at) - Number(row?.updated_at)).toBe(366 * 24 * 3_600_000);
    });

    test("a name that a row would not give back is refused before it is used", async () => {
      const engine = await create().open();
      const refused: unknown[] = [];
      const use: Record<string, (journal: InputJournal, name: string) => Promise<unknown>> = {
        step: (journal, name) => journal.step(name, async () => ({ value: 1 })),
        ask: (journal, name) => journal.recall(name, question("Q?")),
      };
      const work =
        (of: string) =>
        async ({ journal }: TaskRun): Promise<TaskEnd> => {
          for (const name of ["a\0b", "\ud800", "x".repeat(501), null as unknown as string]) {
            await use[of]?.(journal, name).catch((error: unknown) => refused.push(error));
          }
          for (const name of ["", "__proto__", "😀".repeat(250)]) await use[of]?.(journal, name);
          return textOf("done");
        };
      await engine.work(workerOf({ step: work("step"), ask: work("ask") }));
      for (const kind of ["step", "ask"]) {
        expect(await ended(engine, await engine.create(newTask(kind)))).toMatchObject({
          status: "completed",
        });
      }
      expect(refused).toHaveLength(8);
      expect(refused.map((error) => MortiseError.is(error) && error.code)).toEqual(
        refused.map(() => "INVALID_DEFINITION"),
      );
    });

    test("an id is never an option of a command line", async () => {
      const bytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(0xfb);
      const engine = await create().open({ random: { ...systemRandom, bytes } });
      const { taskId } = await engine.create(newTask("export"));
      expect(taskId).toMatch(/^t[\da-z]{9}-[\w-]{23}$/);
    });

    test("answers to questions that are not open cost no statements, and a deep one is refused", async () => {
      const store = create();
      const database = await store.openDatabase();
      let statements = 0;
      const engine = await store.openOn({
        ...failingDatabase(database, () => undefined),
        transaction: (work) =>
          database.transaction((runner) =>
            work({
              query: (statement, values) => runner.query(statement, values),
              execute: (statement, values) => {
                statements += 1;
                return runner.execute(statement, values);
              },
            }),
          ),
      });
      const other = await store.open();
      await other.work(
        workerOf({
          ask: async ({ journal }) => textOf(`${await journal.ask("q", question("Q?"))}`),
        }),
      );
      const task = await engine.create(newTask("ask"));
      await until(engine, task, ({ status }) => status === "input_required");
      let deep: unknown = 1;
      for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
      await expect(engine.answer(OWNER, task.taskId, { q: deep })).rejects.toMatchObject({
        code: ErrorCode.InvalidParams,
        message: expect.stringContaining("nested too deep"),
      });
      statements = 0;
      const unknown = Object.fromEntries(Array.from({ length: 5_000 }, (_, key) => [`k${key}`, 1]));
      expect(await engine.answer(OWNER, task.taskId, { ...unknown, q: "yes" })).toBe(true);
      expect(statements).toBeLessThan(5);
      expect((await ended(engine, task)).result).toEqual(textOf("yes").result);
    });
  },
);

test("steps and arguments of a tool may be as large as the limits of tasks say", async () => {
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    tasks: tasks({ database: `sqlite:${freshPath()}` }),
  }).tool(
    "copy",
    {
      description: "Copies.",
      input: z.object({ text: z.string(), times: z.number().default(2) }),
      task: true,
    },
    async ({ text, times }, ctx) => {
      for (let time = 0; time < times; time += 1) await ctx.step(`copy ${time}`, () => text);
      return { times, length: text.length };
    },
  );
  onTestFinished(() => server.close());
  const wire = await openWire(server);
  const text = "x".repeat(1_000_000);
  const { taskId } = await wire.create("copy", { text, times: 3 });
  expect(await wire.until(taskId, "completed")).toMatchObject({
    result: { structuredContent: { times: 3, length: text.length } },
  });
});

test("an error that cannot even be looked at ends its task, is logged, and is not shown", async () => {
  const events: ServerEvent[] = [];
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: (event) => void events.push(event),
    tasks: tasks({ database: `sqlite:${freshPath()}` }),
  }).tool("trap", { description: "Fails.", task: { attempts: 1 } }, () => {
    const get = (): never => {
      throw new Error("a secret");
    };
    throw new Proxy(new Error("a"), { get });
  });
  onTestFinished(() => server.close());
  const wire = await openWire(server);
  const { taskId } = await wire.create("trap");
  const state = JSON.stringify(await wire.until(taskId, "failed"));
  expect(state).toContain("The attempt failed unexpectedly");
  expect(state).not.toContain("secret");
  expect(events).toContainEqual(
    expect.objectContaining({ level: "error", message: expect.stringContaining("of trap failed") }),
  );
});
