import type { TaskOperator, TaskState } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { SqlTaskOperatorOptions } from "@mortise/tasks";
import { openSqlTaskOperator } from "@mortise/tasks";
import { describe, expect, onTestFinished, test } from "vitest";
import { ended, newTask, OWNER, until, workerOf } from "./fixture/task-kit.ts";
import type { StoreKind } from "./test-store.ts";
import { postgres, sqlite } from "./test-store.ts";

const KEY = "a secret of a task of more than 32 characters";

type Store = ReturnType<StoreKind["create"]>;

async function operate(store: Store, options?: SqlTaskOperatorOptions): Promise<TaskOperator> {
  const database = await store.openDatabase();
  const operator = await openSqlTaskOperator(database, { namespace: store.namespace, ...options });
  onTestFinished(() => operator.close());
  return operator;
}

async function idsOf(operator: TaskOperator, states: readonly TaskState[]): Promise<string[]> {
  const { tasks } = await operator.list({ states });
  return tasks.map(({ taskId }) => taskId);
}

describe.each([postgres, sqlite])("the operator of tasks on $name", ({ missing, create }) => {
  const on = test.skipIf(missing !== undefined);

  on("lists the tasks of all owners, the newest first, page by page", async () => {
    const store = create();
    const engine = await store.open();
    const operator = await operate(store);
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const owner = index % 2 === 0 ? OWNER : "bob";
      const task = await engine.create(newTask(`kind${index}`, { owner, delayMs: 3_600_000 }));
      made.unshift(task.taskId);
    }
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await operator.list({}, { limit: 2, ...(after !== undefined && { after }) });
      seen.push(...page.tasks.map(({ taskId }) => taskId));
      if (page.next === undefined) break;
      after = page.next;
    }
    // Tasks of one millisecond are in the order of their ids.
    expect(seen).toHaveLength(5);
    expect(seen.toSorted()).toEqual(made.toSorted());
    const { tasks } = await operator.list({ owner: "bob", kind: "kind3" });
    expect(tasks).toEqual([
      {
        taskId: made[1],
        owner: "bob",
        kind: "kind3",
        revision: "1",
        status: "working",
        phase: "delayed",
        isDead: false,
        attempt: 0,
        attempts: 3,
        failures: 0,
        crashes: 0,
        createdAt: expect.stringMatching(/Z$/),
        lastUpdatedAt: expect.stringMatching(/Z$/),
        expiresAt: expect.stringMatching(/Z$/),
        dueAt: expect.stringMatching(/Z$/),
      },
    ]);
    expect(await operator.count({ owner: OWNER })).toBe(3);
    expect(await operator.count({ olderThanMs: 3_600_000 })).toBe(0);
    expect(await operator.count({ newerThanMs: 3_600_000 })).toBe(5);
    await expect(operator.list({}, { after: "x" })).rejects.toThrow("begins no page");
  });

  on("finds tasks by their states, and counts the queue", async () => {
    const store = create();
    const engine = await store.open({ parkAfterMs: 1 });
    const operator = await operate(store);
    await engine.work(
      workerOf({
        fine: async () => ({ result: {} }),
        failed: async () => ({ error: { code: -32603, message: "no" } }),
        spent: async () => ({ retry: { code: -32603, message: "no" }, result: { isError: true } }),
        ask: async ({ journal }) => {
          await journal.ask("q", { method: "m", params: {} });
          return { result: {} };
        },
      }),
    );
    const make = async (kind: string, delayMs = 0): Promise<string> =>
      (await engine.create(newTask(kind, { delayMs }))).taskId;
    const ids = {
      fine: await make("fine"),
      failed: await make("failed"),
      spent: await make("spent"),
      ask: await make("ask"),
      unknown: await make("unknown"),
      later: await make("unknown", 3_600_000),
    };
    for (const id of [ids.fine, ids.failed, ids.spent])
      await ended(engine, { taskId: id } as never);
    await expect.poll(() => idsOf(operator, ["waiting"]), FAR).toEqual([ids.ask]);
    expect(await idsOf(operator, ["input_required"])).toEqual([ids.ask]);
    expect(await idsOf(operator, ["queued"])).toEqual([ids.unknown]);
    expect(await idsOf(operator, ["delayed"])).toEqual([ids.later]);
    expect(await idsOf(operator, ["failed"])).toEqual([ids.failed]);
    expect((await idsOf(operator, ["dead"])).toSorted()).toEqual(
      [ids.failed, ids.spent].toSorted(),
    );
    expect(await idsOf(operator, ["open"])).toHaveLength(3);
    expect(await idsOf(operator, ["done", "queued"])).toHaveLength(4);
    const { depth, oldestMs } = await operator.queue();
    expect(depth).toEqual({ delayed: 1, queued: 1, running: 0, waiting: 1 });
    expect(oldestMs).toBeGreaterThanOrEqual(0);
  });

  on("shows a task with its steps, failures and questions", async () => {
    const store = create();
    const engine = await store.open({ encryption: { keys: [KEY] }, blobBytes: 10 });
    const operator = await operate(store, { encryption: { keys: [KEY] } });
    await engine.work(
      workerOf({
        export: async ({ journal, attempt }) => {
          await journal.step("collect", async () => ({ value: "ten" }));
          if (attempt === 1) return { retry: { code: -32603, message: "the desk is closed" } };
          await journal.ask("approve", { method: "m", params: { message: "Really?" } });
          return { result: {} };
        },
      }),
    );
    const task = await engine.create(newTask("export", { input: { text: "x".repeat(20) } }));
    await until(engine, task, ({ status }) => status === "input_required");
    expect(await operator.inspect(task.taskId)).toMatchObject({
      kind: "export",
      attempt: 2,
      failures: 1,
      input: { text: "x".repeat(20) },
      steps: [{ name: "collect", bytes: 15 }],
      failedAttempts: [{ attempt: 1, kind: "failure", message: "the desk is closed" }],
      questions: [
        { key: "approve", question: { params: { message: "Really?" } }, isAnswered: false },
      ],
      process: expect.stringContaining(`#${process.pid}#`),
      sealedBy: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect(await operator.inspect("none")).toBeUndefined();
    const stranger = await operate(store);
    expect(await stranger.count({})).toBe(1);
    const failure = await stranger.inspect(task.taskId).catch((error: unknown) => error);
    expect(MortiseError.is(failure) && failure.data).toEqual({ reason: "sealed" });
  });

  on(
    "a dead task begins again with all its attempts, and does its steps no second time",
    async () => {
      const store = create();
      const engine = await store.open();
      const operator = await operate(store);
      const steps: string[] = [];
      let isRepaired = false;
      await engine.work(
        workerOf({
          export: async ({ journal }) => {
            await journal.step("collect", async () => ({ value: steps.push("collect") }));
            if (!isRepaired) return { retry: { code: -32603, message: "no" } };
            return { result: { steps: steps.length } };
          },
        }),
      );
      const policy = { attempts: 2 };
      const task = await engine.create(newTask("export", { policy }));
      expect(await ended(engine, task)).toMatchObject({ status: "failed" });
      expect(await operator.retry("none")).toBeUndefined();
      expect(await operator.retry(task.taskId)).toBe(true);
      expect(await ended(engine, task)).toMatchObject({ status: "failed" });
      const twice = await operator.inspect(task.taskId);
      expect(twice).toMatchObject({ attempt: 4, failures: 2, isDead: true });
      expect(twice?.failedAttempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
      isRepaired = true;
      expect(await operator.retry(task.taskId)).toBe(true);
      expect((await ended(engine, task)).result).toEqual({ steps: 1 });
      expect(await operator.retry(task.taskId)).toBe(false);
      expect(steps).toEqual(["collect"]);
    },
  );

  on("a dead task whose handler has changed begins from the start", async () => {
    const store = create();
    const operator = await operate(store);
    const first = await store.open();
    const steps: string[] = [];
    const work = async ({ journal }: Parameters<Parameters<typeof workerOf>[0][string]>[0]) => {
      await journal.step("collect", async () => ({ value: steps.push("collect") }));
      return { error: { code: -32603, message: "no" } };
    };
    await first.work(workerOf({ export: work }, { revision: "1" }));
    const task = await first.create(newTask("export"));
    await ended(first, task);
    await first.close();
    const second = await store.open();
    await second.work(workerOf({ export: work }, { revision: "2" }));
    await operator.retry(task.taskId);
    expect((await ended(second, task)).error?.message).toContain("start it again");
    await operator.retry(task.taskId, { fromStart: true });
    expect((await ended(second, task)).error?.message).toBe("no");
    expect(steps).toEqual(["collect", "collect"]);
  });

  on("an expired task that begins again has its time to live anew", async () => {
    const store = create();
    const engine = await store.open();
    const operator = await operate(store);
    const task = await engine.create(newTask("export", { policy: { ttlMs: 60_000 } }));
    const database = await store.openDatabase();
    const table = database.dialect.table(store.namespace, "task");
    const age = 3_600_000;
    await database.execute(
      `UPDATE ${table} SET created_at = created_at - ${age}, expires_at = expires_at - ${age}`,
    );
    await engine.work(workerOf({}));
    expect(await ended(engine, task)).toMatchObject({ status: "failed" });
    expect(await operator.retry(task.taskId)).toBe(true);
    const state = await engine.get(OWNER, task.taskId);
    expect(state).toMatchObject({ status: "working" });
    expect(state?.ttlMs).toBeGreaterThanOrEqual(age + 60_000);
    expect(state?.ttlMs).toBeLessThan(age * 2);
    const worker = await store.open();
    await worker.work(workerOf({ export: async () => ({ result: {} }) }));
    expect(await ended(engine, task)).toMatchObject({ status: "completed" });
  });

  on("cancels open tasks, and ends their runs", async () => {
    const store = create();
    const engine = await store.open();
    const operator = await operate(store);
    const begun = Promise.withResolvers<void>();
    await engine.work(
      workerOf({
        long: ({ signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason));
            begun.resolve();
          }),
      }),
    );
    const running = await engine.create(newTask("long"));
    const queued = await engine.create(newTask("unknown"));
    await begun.promise;
    expect(await operator.cancel(running.taskId)).toBe(true);
    expect(await ended(engine, running)).toMatchObject({ status: "cancelled" });
    expect(await operator.cancel(queued.taskId)).toBe(true);
    expect(await engine.get(OWNER, queued.taskId)).toMatchObject({ status: "cancelled" });
    expect(await operator.cancel(queued.taskId)).toBe(false);
    expect(await operator.cancel("none")).toBeUndefined();
  });

  on(
    "purges chosen tasks that have ended, with all that belongs to them, and nothing open",
    async () => {
      const store = create();
      const engine = await store.open({ blobBytes: 1 });
      const operator = await operate(store);
      await engine.work(
        workerOf({
          fine: async ({ journal }) => {
            await journal.step("s", async () => ({}));
            return { result: {} };
          },
          spent: async () => ({ retry: { code: -32603, message: "no" } }),
        }),
      );
      for (const kind of ["fine", "fine", "spent"]) {
        await ended(engine, await engine.create(newTask(kind)));
      }
      await engine.create(newTask("unknown"));
      expect(await operator.purge({ olderThanMs: 3_600_000 })).toBe(0);
      expect(await operator.purge({ states: ["completed"] }, { isDryRun: true })).toBe(2);
      expect(await operator.count({})).toBe(4);
      expect(await operator.purge({ states: ["completed"] })).toBe(2);
      expect(await operator.purge({})).toBe(1);
      expect(await idsOf(operator, ["open"])).toHaveLength(1);
      const database = await store.openDatabase();
      for (const [name, left] of [
        ["task_step", 0],
        ["task_failure", 0],
        ["task_blob", 1],
      ] as const) {
        const table = database.dialect.table(store.namespace, name);
        const rows = await database.query(`SELECT task FROM ${table}`);
        expect(rows, name).toHaveLength(left);
      }
    },
  );
});

/** A busy machine takes its time. */
const FAR = { timeout: 60_000 };
