import type { Clock, DetailedTask, TaskEnd, TaskEngine, TaskRun } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Failure } from "./fault/failing-database.ts";
import { busLessDatabase, deafDatabase, failingDatabase } from "./fault/failing-database.ts";
import { ended, newTask, OWNER, question, textOf, until, workerOf } from "./fixture/task-kit.ts";
import type { StoreKind } from "./test-store.ts";
import { postgres, sqlite } from "./test-store.ts";

const RUNS = { numRuns: 6, endOnFailure: true };
const silent = (): void => undefined;
const final = (status: string): boolean => status !== "working" && status !== "input_required";

/** A clock that is wrong by some time. */
const skewed = (milliseconds: number): Clock => ({
  ...systemClock,
  now: () => Date.now() + milliseconds,
});

type Store = ReturnType<StoreKind["create"]>;

/** The whole row of a task, as the database has it. */
async function rowOf(store: Store, id: string): Promise<unknown> {
  const database = await store.openDatabase();
  const table = database.dialect.table(store.namespace, "task");
  return (await database.query(`SELECT * FROM ${table} WHERE id = $1`, [id]))[0];
}

describe.skipIf(postgres.missing !== undefined).each([postgres, sqlite])(
  "invariants of tasks on $name",
  ({ create }) => {
    test("V1: a final state never changes (modelcontextprotocol/python-sdk#3003) (apify/apify-mcp-server#670) (hatchet-dev/hatchet#1377)", async () => {
      const store = create();
      const [one, other] = [await store.open(), await store.open()];
      const ends: Record<string, TaskEnd> = {
        complete: textOf("done"),
        fail: { error: { code: -32000, message: "no" } },
        retry: { retry: { code: -32000, message: "again" } },
      };
      const work = async ({ input, journal }: TaskRun): Promise<TaskEnd> => {
        await journal.step("s", async () => ({ value: 1 }));
        return ends[String(input["end"])] ?? textOf("");
      };
      await one.work(workerOf({ any: work }));
      const order = fc.array(fc.constantFrom("cancel", "answer", "read"), { maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...Object.keys(ends)), order, async (end, calls) => {
          const task = await other.create(newTask("any", { input: { end } }));
          const call = (name: string): Promise<unknown> =>
            name === "cancel"
              ? other.cancel(OWNER, task.taskId)
              : name === "answer"
                ? other.answer(OWNER, task.taskId, { s: 1 })
                : other.get(OWNER, task.taskId);
          const early = calls.map(call);
          const state = await ended(other, task);
          await Promise.all(early);
          const row = await rowOf(store, task.taskId);
          for (const name of ["cancel", "answer", ...calls]) await call(name);
          expect(await other.get(OWNER, task.taskId)).toEqual(state);
          expect(await rowOf(store, task.taskId)).toEqual(row);
        }),
        RUNS,
      );
    });

    test("V2: a state is never seen without what belongs to it (modelcontextprotocol/csharp-sdk#1648) (modelcontextprotocol/rust-sdk#638)", async () => {
      const store = create();
      const [one, reader] = [await store.open(), await store.open()];
      await one.work(
        workerOf({
          complete: async () => textOf("done"),
          fail: async () => ({ error: { code: -32000, message: "no" } }),
          ask: async ({ journal }) => textOf(String(await journal.ask("q", question("Q?")))),
        }),
      );
      const isWhole = (state: DetailedTask | undefined): boolean => {
        if (state?.status === "completed") return state.result !== undefined;
        if (state?.status === "failed") return state.error?.message !== undefined;
        if (state?.status === "input_required") return state.inputRequests?.["q"] !== undefined;
        return state !== undefined;
      };
      await fc.assert(
        fc.asyncProperty(fc.constantFrom("complete", "fail", "ask"), async (kind) => {
          const task = await reader.create(newTask(kind));
          for (;;) {
            await new Promise(setImmediate);
            const state = await reader.get(OWNER, task.taskId);
            expect(isWhole(state), JSON.stringify(state)).toBe(true);
            if (state?.status === "input_required") {
              await reader.answer(OWNER, task.taskId, { q: 1 });
            }
            if (state && final(state.status)) return;
          }
        }),
        RUNS,
      );
    });

    test("V3: an attempt that lost its lease changes nothing (OptimalBits/bull#1416) (timgit/pg-boss#555) (hatchet-dev/hatchet#1022) (rails/solid_queue#589)", async () => {
      const store = create();
      const acts = ["step", "ask", "report", "complete", "fail"] as const;
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...acts), async (act) => {
          const [one, other] = [await store.open(), await store.open()];
          const begun = Promise.withResolvers<void>();
          const overtaken = Promise.withResolvers<void>();
          const effects: string[] = [];
          const zombie = async (run: TaskRun): Promise<TaskEnd> => {
            begun.resolve();
            await overtaken.promise;
            if (act === "report") run.report("zombie");
            if (act === "ask") await run.journal.ask("q", question("Q?"));
            if (act === "step") {
              await run.journal.step("s", async () => ({ value: effects.push("zombie") }));
            }
            if (act === "fail") return { error: { code: -32000, message: "zombie" } };
            return textOf("zombie");
          };
          await one.work(workerOf({ any: zombie }));
          const task = await one.create(newTask("any"));
          await begun.promise;
          await store.loseLeases();
          await other.work(workerOf({ any: async () => textOf("other") }));
          const state = await ended(other, task);
          expect(state.result).toEqual(textOf("other").result);
          const row = await rowOf(store, task.taskId);
          overtaken.resolve();
          await one.close();
          expect(await rowOf(store, task.taskId)).toEqual(row);
          expect(effects).toEqual([]);
          await other.close();
        }),
        RUNS,
      );
    });

    test("V4: no task is lost, whichever call fails (hatchet-dev/hatchet#4494) (rails/solid_queue#748) (dbos-inc/dbos-transact-py#716) (volcengine/OpenViking#4303)", async () => {
      const store = create();
      const at = fc.integer({ min: 1, max: 30 });
      const failures = fc.dictionary(at.map(String), fc.constantFrom<Failure>("before", "after"), {
        minKeys: 1,
        maxKeys: 8,
      });
      await fc.assert(
        fc.asyncProperty(failures, async (plan) => {
          const kind = `kind-${Math.random()}`;
          let calls = Number.NaN;
          const database = failingDatabase(await store.openDatabase(), () => plan[`${++calls}`]);
          const one = await store.openOn(database, {
            pollMs: 20,
            leaseMs: 600_000,
            heartbeatMs: 20,
            onError: silent,
          });
          const other = await store.open();
          // An engine that cannot be opened says so; the calls after that are its own.
          calls = 0;
          const steps: string[] = [];
          const work = async ({ journal, taskId }: TaskRun): Promise<TaskEnd> => {
            await journal.step("s", async () => ({ value: steps.push(taskId) }));
            return textOf("done");
          };
          const tasks = [await other.create(newTask(kind)), await other.create(newTask(kind))];
          await one.work(workerOf({ [kind]: work }));
          for (const task of tasks) {
            const state = await ended(other, task);
            expect(state.status, JSON.stringify(state)).toBe("completed");
          }
          expect(new Set(steps).size).toBe(2);
          await Promise.all([one.close(), other.close()]);
        }),
        { ...RUNS, numRuns: 12 },
      );
    });

    test("V5: a task in whatever phase reaches an end (xorbitsai/xagent#2177) (hatchet-dev/hatchet#1132) (dbos-inc/dbos-transact-py#805) (triggerdotdev/trigger.dev#3032) (graphile/worker#449)", async () => {
      const store = create();
      const engine = await store.open({ parkAfterMs: 1 });
      const database = await store.openDatabase();
      const table = database.dialect.table(store.namespace, "task");
      await engine.work(
        workerOf({
          ask: async ({ journal }) => textOf(String(await journal.ask("q", question("Q?")))),
          endless: () => new Promise(() => undefined),
        }),
      );
      const tasks = [
        await engine.create(newTask("ask")),
        await engine.create(newTask("endless")),
        await engine.create(newTask("no worker has this kind")),
        await engine.create(newTask("ask", { delayMs: 3_600_000 })),
      ];
      await until(engine, tasks[0] as DetailedTask, ({ status }) => status === "input_required");
      await database.execute(`UPDATE ${table} SET expires_at = 0`);
      for (const task of tasks) {
        const { status, error } = await ended(engine, task);
        expect([status, error?.message]).toEqual([
          "failed",
          expect.stringContaining("time to live"),
        ]);
      }
    });

    test("V6: a process with a wrong clock takes no task from another (mlflow/mlflow#25199) (celery/kombu#337)", async () => {
      const store = create();
      const starts: number[] = [];
      const release = Promise.withResolvers<void>();
      const work = async ({ attempt }: TaskRun): Promise<TaskEnd> => {
        starts.push(attempt);
        await release.promise;
        return textOf("done");
      };
      const engines: TaskEngine[] = [];
      for (const skewMs of [0, 3_600_000, -3_600_000]) {
        const engine = await store.open({ clock: skewed(skewMs), leaseMs: 600_000 });
        await engine.work(workerOf({ long: work }));
        engines.push(engine);
      }
      const [engine] = engines as [TaskEngine];
      const tasks = [await engine.create(newTask("long")), await engine.create(newTask("long"))];
      const quick = await engine.create(newTask("none", { delayMs: 20, policy: { ttlMs: 100 } }));
      // Several sweeps of each process have ended by then.
      await ended(engine, quick);
      expect(starts).toEqual([1, 1]);
      release.resolve();
      for (const task of tasks) expect((await ended(engine, task)).status).toBe("completed");
    });

    test.each([
      ["never arrive (PrefectHQ/fastmcp#2906)", deafDatabase],
      ["cannot be listened to (InsForge/InsForge#1795)", busLessDatabase],
    ])("V7: where hints %s, everything comes later", async (_name, spoil) => {
      const store = create();
      const open = async (): Promise<TaskEngine> =>
        store.openOn(spoil(await store.openDatabase()), {
          pollMs: 20,
          leaseMs: 600_000,
          heartbeatMs: 20,
          onError: silent,
        });
      const [one, other] = [await open(), await open()];
      const work = workerOf({
        ask: async ({ journal }) => textOf(String(await journal.ask("q", question("Q?")))),
        endless: ({ signal }) =>
          new Promise((_resolve, reject) =>
            signal.addEventListener("abort", () => reject(signal.reason)),
          ),
      });
      await one.work(work);
      const asking = await other.create(newTask("ask"));
      await until(other, asking, ({ status }) => status === "input_required");
      await other.answer(OWNER, asking.taskId, { q: "yes" });
      expect((await ended(other, asking)).result).toEqual(textOf("yes").result);
      const endless = await other.create(newTask("endless"));
      await other.cancel(OWNER, endless.taskId);
      expect((await ended(other, endless)).status).toBe("cancelled");
    });

    test("V8: crashes and failures spend one budget (sidekiq/sidekiq#4633) (xorbitsai/xagent#1530) (graphile/worker#254) (sidekiq/sidekiq#7063)", async () => {
      const store = create();
      const engine = await store.open({ leaseMs: 600_000, heartbeatMs: 20, pollMs: 20 });
      const plans = new Map<string, readonly string[]>();
      const starts = new Map<string, number>();
      await engine.work(
        workerOf({
          any: async ({ taskId, signal }) => {
            const start = starts.get(taskId) ?? 0;
            starts.set(taskId, start + 1);
            if (plans.get(taskId)?.[start] === "fail") {
              return { retry: { code: -32000, message: "again" } };
            }
            await store.loseLeases();
            return new Promise((_resolve, reject) =>
              signal.addEventListener("abort", () => reject(signal.reason)),
            );
          },
        }),
      );
      const fates = fc.array(fc.constantFrom("fail", "crash"), { minLength: 4, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(fates, async (plan) => {
          const task = await engine.create(newTask("any", { delayMs: 1 }));
          plans.set(task.taskId, plan);
          expect((await ended(engine, task)).status).toBe("failed");
          expect(starts.get(task.taskId)).toBeLessThanOrEqual(3);
        }),
        RUNS,
      );
    });

    test("V9: all that a task can grow has a limit (temporalio/sdk-typescript#1499) (pydantic/pydantic-ai#7164) (Appsilon/mediforce#1371)", async () => {
      const store = create();
      const engine = await store.open({
        maxResultBytes: 10_000,
        maxStepBytes: 10_000,
        maxArgumentBytes: 10_000,
      });
      const starts: string[] = [];
      const large = "x".repeat(10_000);
      await engine.work(
        workerOf({
          result: async () => {
            starts.push("result");
            return textOf(large);
          },
          step: async ({ journal }) => {
            starts.push("step");
            return textOf(
              String((await journal.step("s", async () => ({ value: large }))).value).slice(0, 1),
            );
          },
          message: async ({ report, journal }) => {
            report(large);
            return textOf(String(await journal.ask("q", question("Q?"))));
          },
        }),
      );
      for (const kind of ["result", "step"]) {
        const { status, error } = await ended(engine, await engine.create(newTask(kind)));
        expect([status, error?.message]).toEqual([
          "failed",
          expect.stringContaining("at most 10000"),
        ]);
      }
      expect(starts).toEqual(["result", "step"]);
      await expect(engine.create(newTask("step", { input: { large } }))).rejects.toThrow("at most");
      const task = await engine.create(newTask("message"));
      const state = await until(engine, task, ({ statusMessage }) => statusMessage !== undefined);
      expect(state.statusMessage).toHaveLength(4_096);
      await engine.cancel(OWNER, task.taskId);
      await ended(engine, task);
    });

    test("V10: a task of another owner is as one that never was (prebid/salesagent#1808)", async () => {
      const store = create();
      const engine = await store.open();
      const { taskId } = await engine.create(newTask("kept"));
      const text = fc.oneof(fc.constant(taskId), fc.string());
      const owner = fc.string().filter((name) => name !== OWNER && !name.includes("\0"));
      await fc.assert(
        fc.asyncProperty(owner, text, async (name, id) => {
          expect(await engine.get(name, id)).toBeUndefined();
          expect(await engine.cancel(name, id)).toBe(false);
          expect(await engine.answer(name, id, { a: 1 })).toBe(false);
        }),
        { numRuns: 20 },
      );
      expect((await engine.get(OWNER, taskId))?.status).toBe("working");
    });
  },
);
