import type { TaskWorker } from "@mortise/protocol";
import { moveTasks } from "@mortise/tasks";
import { describe, expect, test } from "vitest";
import { ended, newTask, OWNER, until, workerOf } from "./fixture/task-kit.ts";
import { postgres, sqlite } from "./test-store.ts";

const KEY = "a secret of a task of more than 32 characters";
const OPTIONS = { encryption: { keys: [KEY] }, blobBytes: 200 };

function exporter(steps: string[]): TaskWorker {
  return workerOf({
    export: async ({ journal, input }) => {
      await journal.step("collect", async () => ({ value: steps.push("collect") }));
      const question = { method: "m", params: { message: "Really?" } };
      const answer =
        (await journal.recall("approve", question)) ?? (await journal.ask("approve", question));
      return { result: { ...input, answer: answer as string } };
    },
    fine: async ({ input }) => ({ result: input }),
    spent: async () => ({ retry: { code: -32603, message: "no" } }),
  });
}

describe.each([
  { name: "SQLite to PostgreSQL", from: sqlite, to: postgres },
  { name: "PostgreSQL to SQLite", from: postgres, to: sqlite },
  { name: "SQLite to SQLite", from: sqlite, to: sqlite },
])("moving tasks from $name", ({ from, to }) => {
  const on = test.skipIf(from.missing !== undefined || to.missing !== undefined);

  /** Two stores that have one namespace. */
  function pair() {
    const [source, target] = [from.create(), to.create()];
    const namespace = [source, target].find((store) => store.namespace !== "mortise")?.namespace;
    return { source, target, namespace: namespace ?? "mortise" };
  }

  on(
    "every task goes on there, once, with its answers, steps, failures and large payloads",
    async () => {
      const { source, target, namespace } = pair();
      const options = { ...OPTIONS, namespace };
      const steps: string[] = [];
      const old = await source.open(options);
      await old.work(exporter(steps));
      const large = { text: "x".repeat(1_000) };
      const asking = await old.create(newTask("export", { input: large }));
      await until(old, asking, ({ status }) => status === "input_required");
      const fine = await old.create(newTask("fine", { input: large }));
      const spent = await old.create(newTask("spent", { policy: { attempts: 2 } }));
      const done = [await ended(old, fine), await ended(old, spent)];
      const later = await old.create(newTask("fine", { delayMs: 3_600_000 }));
      await old.close();

      const databases = {
        from: await source.openDatabase(),
        to: await target.openDatabase(),
        namespace,
      };
      expect(await moveTasks(databases)).toEqual({ copied: 4, found: 0 });
      expect(await moveTasks(databases)).toEqual({ copied: 0, found: 4 });
      await expect(source.open(options)).rejects.toThrow("were moved to another one");

      const next = await target.open(options);
      await next.work(exporter(steps));
      expect([await next.get(OWNER, fine.taskId), await next.get(OWNER, spent.taskId)]).toEqual(
        done,
      );
      expect(await next.get(OWNER, later.taskId)).toMatchObject({ status: "working" });
      expect(await next.get(OWNER, asking.taskId)).toMatchObject({
        inputRequests: { approve: { params: { message: "Really?" } } },
      });
      await next.answer(OWNER, asking.taskId, { approve: "yes" });
      expect((await ended(next, asking)).result).toEqual({ ...large, answer: "yes" });
      expect(steps).toEqual(["collect"]);
      // A further run undoes nothing of this.
      expect(await moveTasks(databases)).toEqual({ copied: 0, found: 4 });
      expect((await next.get(OWNER, asking.taskId))?.status).toBe("completed");
    },
  );

  on("tasks that were moved come back", async () => {
    const { source, target, namespace } = pair();
    const first = await source.open({ namespace });
    const task = await first.create(newTask("fine"));
    await first.close();
    const [here, there] = [await source.openDatabase(), await target.openDatabase()];
    await moveTasks({ from: here, to: there, namespace });
    expect(await moveTasks({ from: there, to: here, namespace })).toEqual({ copied: 1, found: 0 });
    const again = await source.open({ namespace });
    await again.work(exporter([]));
    expect(await ended(again, task)).toMatchObject({ status: "completed" });
    await expect(target.open({ namespace })).rejects.toThrow("were moved");
  });

  on("a server that runs on the source is named, and nothing is moved", async () => {
    const { source, target, namespace } = pair();
    const engine = await source.open({ namespace });
    await engine.work(workerOf({}));
    const task = await engine.create(newTask("fine"));
    const databases = {
      from: await source.openDatabase(),
      to: await target.openDatabase(),
      namespace,
    };
    await expect(moveTasks(databases)).rejects.toMatchObject({
      code: "STORAGE_FAILED",
      message: expect.stringContaining(`process ${process.pid} on `),
      data: { reason: "locked" },
    });
    expect(await engine.get(OWNER, task.taskId)).toMatchObject({ status: "working" });
    await engine.close();
    expect(await moveTasks(databases)).toEqual({ copied: 1, found: 0 });
  });
});

test.skipIf(postgres.missing !== undefined).each([sqlite, postgres])(
  "tasks are not moved from $name to itself",
  async ({ create }) => {
    const store = create();
    const engine = await store.open();
    const task = await engine.create(newTask("export"));
    await engine.close();
    const { namespace } = store;
    const databases = { from: await store.openDatabase(), to: await store.openDatabase() };
    await expect(moveTasks({ ...databases, namespace })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("is the one that they are in"),
    });
    const other = await store.open();
    await other.work(workerOf({ export: async () => ({ result: {} }) }));
    expect(await ended(other, task)).toMatchObject({ status: "completed" });
  },
);
