import type { DetailedTask, TaskEngine } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { SqlDatabase } from "@mortise/storage";
import type { SqlTaskEngineOptions } from "@mortise/tasks";
import { taskEngineCases } from "@mortise/testing";
import { describe, expect, test } from "vitest";
import { ended, newTask, OWNER, until, workerOf } from "./fixture/task-kit.ts";
import { postgres, sqlite } from "./test-store.ts";

const OLD = "an old secret of more than 32 characters";
const NEW = "a new secret of more than 32 characters!";

/** Encrypts, and puts every payload that may be large where the largest ones go. */
const SEALED: SqlTaskEngineOptions = { encryption: { keys: [NEW] }, blobBytes: 1 };

describe.each([postgres, sqlite])("payloads on $name", ({ missing, create }) => {
  const on = test.skipIf(missing !== undefined);

  on.each(taskEngineCases)("encrypted: $name", ({ run }) => {
    const store = create();
    return run({ open: () => store.open(SEALED) });
  });

  on("each part may be as large as its limit, and one byte more is refused once", async () => {
    const engine = await create().open({
      maxArgumentBytes: 30,
      maxAnswerBytes: 200,
      maxStepBytes: 30,
      maxResultBytes: 30,
      graceMs: 0,
    });
    const runs: string[] = [];
    await engine.work(
      workerOf({
        result: async ({ input }) => ({ result: { text: "x".repeat(Number(input["size"])) } }),
        step: async ({ journal, input }) => {
          runs.push("step");
          await journal.step("s", async () => ({ value: "x".repeat(Number(input["size"])) }));
          return { result: {} };
        },
        ask: async ({ journal, input }) => {
          runs.push("ask");
          const message = "x".repeat(Number(input["size"]));
          const answer = await journal.ask("q", { method: "m", params: { message } });
          return { result: { length: String(answer).length } };
        },
        last: async () => ({
          retry: { code: -32603, message: "no" },
          result: { text: "x".repeat(100) },
        }),
      }),
    );
    const end = async (kind: string, size: number): Promise<DetailedTask> =>
      ended(engine, await engine.create(newTask(kind, { input: { size } })));

    // {"text":"…"} has 11 bytes around the text.
    expect(await end("result", 19)).toMatchObject({ status: "completed" });
    expect(await end("result", 20)).toMatchObject({
      status: "failed",
      error: {
        code: -32603,
        message: expect.stringContaining("The result has 31 bytes, and a task keeps at most 30"),
        data: { payload: "result", bytes: 31, maxBytes: 30 },
      },
    });
    // {"value":"…"} has 12 bytes around the text.
    expect(await end("step", 18)).toMatchObject({ status: "completed" });
    expect(await end("step", 19)).toMatchObject({
      status: "failed",
      error: { data: { payload: "step", bytes: 31 } },
    });
    expect(await end("ask", 200)).toMatchObject({
      status: "failed",
      error: { data: { payload: "question" } },
    });
    expect(runs).toEqual(["step", "step", "ask"]);
    expect(await end("last", 0)).toMatchObject({
      status: "failed",
      error: { data: { payload: "result" } },
    });

    const input = { text: "ü".repeat(9) };
    await engine.create(newTask("elsewhere", { input: { text: "x".repeat(19) } }));
    await engine.create(newTask("elsewhere", { input }));
    await expect(
      engine.create(newTask("elsewhere", { input: { text: "ü".repeat(10) } })),
    ).rejects.toMatchObject({
      code: -32602,
      data: { payload: "arguments", bytes: 31, maxBytes: 30 },
    });

    const asking = await engine.create(newTask("ask", { input: { size: 1 } }));
    await until(engine, asking, ({ status }) => status === "input_required");
    await expect(engine.answer(OWNER, asking.taskId, { q: "x".repeat(199) })).rejects.toMatchObject(
      { code: -32602, data: { payload: "answer", bytes: 201 } },
    );
    expect(await engine.answer(OWNER, asking.taskId, { q: "x".repeat(198) })).toBe(true);
    expect((await ended(engine, asking)).result).toEqual({ length: 198 });
  });

  on("an attempt has at most so many steps, and ends its task with one more", async () => {
    const engine = await create().open({ maxSteps: 3 });
    let begun = 0;
    const steps = async (count: number, run: Parameters<typeof begin>[0]) => begin(run, count);
    const begin = async (
      {
        journal,
      }: { journal: { step(name: string, work: () => Promise<object>): Promise<object> } },
      count: number,
    ) => {
      for (let index = 0; index < count; index += 1) {
        await journal.step(`s${index}`, async () => {
          begun += 1;
          return {};
        });
      }
      return { result: {} };
    };
    await engine.work(workerOf({ three: (run) => steps(3, run), four: (run) => steps(4, run) }));
    expect(await ended(engine, await engine.create(newTask("three")))).toMatchObject({
      status: "completed",
    });
    expect(await ended(engine, await engine.create(newTask("four")))).toMatchObject({
      status: "failed",
      error: { data: { payload: "steps", maxSteps: 3 } },
    });
    expect(begun).toBe(6);
  });

  on(
    "large payloads lie apart from their rows, are read whole, and go with the task (taskforcesh/bullmq#366)",
    async () => {
      const store = create();
      const engine = await store.open({ blobBytes: 100 });
      await engine.work(
        workerOf({
          echo: async ({ input }) => ({ result: input }),
          fail: async ({ input }) => ({ retry: { code: -32603, message: "no" }, result: input }),
        }),
      );
      const input = { text: "x".repeat(1_000) };
      const policy = { ttlMs: 3_600_000, attempts: 1 };
      const database = await store.openDatabase();
      for (const kind of ["echo", "fail"]) {
        const task = await engine.create(newTask(kind, { input, policy }));
        expect((await ended(engine, task)).result).toEqual(input);
        expect((await engine.get(OWNER, task.taskId))?.result).toEqual(input);
      }
      expect(await countRows(database, store.namespace, "task_blob")).toBe(4);
      const table = database.dialect.table(store.namespace, "task");
      const rows = await database.query<{ input: string; result: null }>(
        `SELECT input, result FROM ${table}`,
      );
      expect(rows).toEqual([
        { input: "", result: null },
        { input: "", result: null },
      ]);
      await database.execute(`UPDATE ${table} SET purge_at = 0`);
      for (const name of ["task", "task_blob", "task_failure"]) {
        await expect.poll(() => countRows(database, store.namespace, name), FAR).toBe(0);
      }
    },
  );

  on("a message is cut, and has no character that a database refuses", async () => {
    const engine = await create().open();
    await engine.work(
      workerOf({
        talk: async ({ report, journal }) => {
          report(`a\0b\ud800${"x".repeat(10_000)}`);
          await journal.ask("q", { method: "m", params: {} });
          return { result: {} };
        },
      }),
    );
    const task = await engine.create(newTask("talk"));
    const { statusMessage } = await until(
      engine,
      task,
      (state) => state.statusMessage !== undefined,
    );
    expect(statusMessage).toHaveLength(4_096);
    expect(statusMessage).toMatch(/^ab\ufffdx+…$/);
  });

  on(
    "texts of callers and handlers are unreadable in the database, and the state is not",
    async () => {
      const store = create();
      const engine = await store.open(SEALED);
      await engine.work(
        workerOf({
          export: async ({ journal, report }) => {
            report("SECRET message");
            await journal.step("s", async () => ({ value: "SECRET step" }));
            await journal.ask("q", { method: "m", params: { message: "SECRET question" } });
            return {
              retry: { code: -32603, message: "SECRET failure" },
              result: { text: "SECRET result" },
            };
          },
        }),
      );
      const policy = { attempts: 1 };
      const task = await engine.create(
        newTask("export", { input: { text: "SECRET input" }, policy }),
      );
      await until(engine, task, ({ status }) => status === "input_required");
      await engine.answer(OWNER, task.taskId, { q: "SECRET answer" });
      expect((await ended(engine, task)).result).toEqual({ text: "SECRET result" });
      const database = await store.openDatabase();
      const stored: unknown[] = [];
      for (const name of ["task", "task_input", "task_step", "task_blob", "task_failure"]) {
        const table = database.dialect.table(store.namespace, name);
        stored.push(...(await database.query(`SELECT * FROM ${table}`)));
      }
      expect(stored).toHaveLength(6);
      expect(JSON.stringify(stored)).not.toMatch(/SECRET/);
      expect(stored[0]).toMatchObject({ owner: OWNER, kind: "export", status: "completed" });
    },
  );

  on("a task stays with its key: old keys read, new tasks have the new one", async () => {
    const store = create();
    const before = await store.open({ encryption: { keys: [OLD] } });
    const old = await before.create(newTask("echo", { input: { text: "old" } }));
    const plain = await (await store.open()).create(newTask("echo", { input: { text: "plain" } }));
    const after = await store.open({ encryption: { keys: [NEW, OLD] } });
    await after.work(workerOf({ echo: async ({ input }) => ({ result: input }) }));
    const made = await after.create(newTask("echo", { input: { text: "new" } }));
    expect((await ended(after, old)).result).toEqual({ text: "old" });
    expect((await ended(after, made)).result).toEqual({ text: "new" });
    expect((await ended(after, plain)).result).toEqual({ text: "plain" });
    expect((await before.get(OWNER, old.taskId))?.result).toEqual({ text: "old" });
    await expectSealed(before, made);
  });

  on("a process without the key says so, and leaves the task to one that has it", async () => {
    const store = create();
    const owner = await store.open({ encryption: { keys: [OLD] } });
    const ask = workerOf({
      ask: async ({ journal }) => {
        const answer = await journal.ask("q", { method: "m", params: {} });
        return { result: { answer: answer as string } };
      },
    });
    const task = await owner.create(newTask("ask"));
    const reports: unknown[] = [];
    const onError = (error: unknown): void => void reports.push(error);
    for (const options of [{ encryption: { keys: [NEW] } }, {}]) {
      const stranger = await store.open({ ...options, onError });
      await stranger.work(ask);
      expect(await stranger.get(OWNER, task.taskId)).toMatchObject({ status: "working" });
      // The stranger works: it runs a task of its own.
      const own = await stranger.create(newTask("ask"));
      await until(stranger, own, ({ status }) => status === "input_required");
      await expect(stranger.answer(OWNER, task.taskId, { q: 1 })).rejects.toThrow("is encrypted");
      expect(await stranger.answer(OWNER, own.taskId, { q: "fine" })).toBe(true);
      expect((await ended(stranger, own)).result).toEqual({ answer: "fine" });
    }
    expect(reports.map(String)).toEqual([
      expect.stringContaining("1 open task is encrypted by the key"),
      expect.stringContaining("1 open task is encrypted by the key"),
    ]);
    expect(await owner.get(OWNER, task.taskId)).toMatchObject({ status: "working" });
    await owner.work(ask);
    await until(owner, task, ({ status }) => status === "input_required");
    await owner.answer(OWNER, task.taskId, { q: "by the owner" });
    expect((await ended(owner, task)).result).toEqual({ answer: "by the owner" });
    await expectSealed(await store.open(), task);
  });

  on("a text that was moved to another task does not open", async () => {
    const store = create();
    const engine = await store.open({ encryption: { keys: [NEW] } });
    const [first, second] = [
      await engine.create(newTask("none", { input: { text: "first" } })),
      await engine.create(newTask("echo", { input: { text: "second" } })),
    ];
    const database = await store.openDatabase();
    const table = database.dialect.table(store.namespace, "task");
    await database.execute(
      `UPDATE ${table} SET input = (SELECT input FROM ${table} WHERE id = $1) WHERE id = $2`,
      [first.taskId, second.taskId],
    );
    await engine.work(workerOf({ echo: async ({ input }) => ({ result: input }) }));
    expect(await ended(engine, second)).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("does not open with its key") },
    });
  });

  on("wrong limits and keys are refused before the database is touched", async () => {
    const store = create();
    await expect(store.open({ maxSteps: 0 })).rejects.toThrow("maxSteps: 0 is no size");
    await expect(store.open({ encryption: { keys: ["short"] } })).rejects.toThrow(
      "encryption.keys must have at least 32 characters",
    );
  });
});

/** A busy machine takes its time. */
const FAR = { timeout: 60_000 };

async function countRows(database: SqlDatabase, namespace: string, name: string): Promise<number> {
  const table = database.dialect.table(namespace, name);
  const [row] = await database.query<{ count: number }>(`SELECT count(*) AS count FROM ${table}`);
  return Number(row?.count);
}

async function expectSealed(engine: TaskEngine, { taskId }: DetailedTask): Promise<void> {
  const failure = await engine.get(OWNER, taskId).catch((error: unknown) => error);
  expect(MortiseError.is(failure) && failure.data).toEqual({ reason: "sealed" });
}
