import type { TaskRun } from "@mortise/protocol";
import { MortiseError, systemClock } from "@mortise/protocol";
import type { SqlDatabase, Statement } from "@mortise/storage";
import { openPostgres } from "@mortise/storage";
import { describe, expect, onTestFinished, test } from "vitest";
import { ended, newTask, OWNER, question, textOf, until, workerOf } from "./fixture/task-kit.ts";
import { postgres, sqlite } from "./test-store.ts";

const DAY_MS = 86_400_000;

/** A database that counts its statements by name, fails those that `fails` accepts, and shows what its buses send. */
function observed(database: SqlDatabase, fails: (name: string) => boolean = () => false) {
  const counts = new Map<string, number>();
  const sent: string[] = [];
  const nameOf = (statement: Statement | string): string =>
    typeof statement === "string" ? "" : statement.name.replace(/^.*\./, "");
  const note = (statement: Statement | string): void => {
    const name = nameOf(statement);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (fails(name)) throw new MortiseError("CONNECTION_FAILED", `${name} failed`);
  };
  const runnerOf = <Runner extends Pick<SqlDatabase, "query" | "execute">>(runner: Runner) => ({
    query: async (...call: Parameters<Runner["query"]>) => {
      note(call[0] as Statement);
      return runner.query(...(call as Parameters<SqlDatabase["query"]>));
    },
    execute: async (...call: Parameters<Runner["execute"]>) => {
      note(call[0] as Statement);
      return runner.execute(...(call as Parameters<SqlDatabase["execute"]>));
    },
  });
  const wrapped: SqlDatabase = {
    ...runnerOf(database),
    dialect: database.dialect,
    transaction: (work, options) =>
      database.transaction((runner) => work({ ...runner, ...runnerOf(runner) } as never), options),
    tryAlone: (name, work) =>
      database.tryAlone(name, (runner) => work({ ...runner, ...runnerOf(runner) } as never)),
    migrate: (schema) => database.migrate(schema),
    openBus: async (channel) => {
      const bus = await database.openBus(channel);
      return {
        ...bus,
        subscribe: bus.subscribe.bind(bus),
        close: bus.close.bind(bus),
        publish: (topic: string, message: string) => {
          sent.push(message);
          return bus.publish(topic, message);
        },
      } as never;
    },
    close: () => database.close(),
    [Symbol.asyncDispose]: () => database.close(),
  } as SqlDatabase;
  return { database: wrapped, sent, count: (name: string) => counts.get(name) ?? 0 };
}

describe.skipIf(postgres.missing !== undefined).each([postgres, sqlite])(
  "limits of tasks on $name",
  ({ create }) => {
    test("running work is ended at its time to live, and its place is free (nesquikm/mcp-rubber-duck#128) (modelcontextprotocol/ext-tasks#11)", async () => {
      const store = create();
      const engine = await store.open({ concurrency: 1 });
      const begun = Promise.withResolvers<void>();
      const stopped = Promise.withResolvers<void>();
      await engine.work(
        workerOf({
          long: ({ signal }: TaskRun) => {
            begun.resolve();
            return new Promise((_resolve, reject) => {
              signal.addEventListener("abort", () => {
                stopped.resolve();
                reject(signal.reason);
              });
            });
          },
          short: async () => textOf("short"),
        }),
      );
      const task = await engine.create(newTask("long"));
      await begun.promise;
      const database = await store.openDatabase();
      await database.execute(
        `UPDATE ${database.dialect.table(store.namespace, "task")} SET expires_at = 0`,
      );
      await stopped.promise;
      const { status, error } = await ended(engine, task);
      expect([status, error?.message]).toEqual(["failed", expect.stringContaining("time to live")]);
      expect((await ended(engine, await engine.create(newTask("short")))).status).toBe("completed");
      expect((await engine.get(OWNER, task.taskId))?.status).toBe("failed");
    });

    test("times to live beyond 32 bits are kept, and nothing fires early (airlift/airlift#2136) (artalis-io/hull#254)", async () => {
      const engine = await create().open();
      await engine.work(workerOf({}));
      for (const ttlMs of [25 * DAY_MS, 366 * DAY_MS]) {
        const task = await engine.create(newTask("none", { policy: { ttlMs } }));
        expect(task.ttlMs).toBe(ttlMs);
        const quick = await engine.create(newTask("none", { policy: { ttlMs: 1 } }));
        expect((await ended(engine, quick)).status).toBe("failed");
        expect(await engine.get(OWNER, task.taskId)).toMatchObject({ status: "working", ttlMs });
      }
    });

    test("a hundred thousand messages are a few writes, of which the last one stays (taskforcesh/bullmq#2294)", async () => {
      const store = create();
      const seen = observed(await store.openDatabase());
      const engine = await store.openOn(seen.database);
      await engine.work(
        workerOf({
          talk: async ({ report, journal }) => {
            for (let index = 1; index <= 100_000; index += 1) report(`message ${index}`);
            return textOf(String(await journal.ask("q", question("Q?"))));
          },
        }),
      );
      const task = await engine.create(newTask("talk"));
      await until(engine, task, ({ statusMessage }) => statusMessage === "message 100000");
      expect(seen.count("report")).toBeLessThanOrEqual(2);
      await engine.cancel(OWNER, task.taskId);
      await ended(engine, task);
    });

    test("a hint has no payload, however large and many the tasks are (ansible/awx#12999) (saurabhnanda/odd-jobs#42)", async () => {
      const store = create();
      const seen = observed(await store.openDatabase());
      const engine = await store.openOn(seen.database);
      const text = "x".repeat(900_000);
      await engine.create(newTask("none", { input: { text } }));
      const many = Array.from({ length: 300 }, () => engine.create(newTask("none")));
      for (const task of await Promise.all(many)) await engine.cancel(OWNER, task.taskId);
      await expect.poll(() => seen.sent.length).toBeGreaterThan(0);
      expect(Math.max(...seen.sent.map((message) => message.length))).toBeLessThan(100);
    });

    test("a fault of the store during progress is reported once, and progress after a cancellation is none (apify/apify-mcp-server#645)", async () => {
      const store = create();
      let isBroken = true;
      const seen = observed(await store.openDatabase(), (name) => name === "report" && isBroken);
      const faults: unknown[] = [];
      const engine = await store.openOn(seen.database, {
        onError: (error) => {
          isBroken = false;
          faults.push(error);
        },
      });
      const reported = Promise.withResolvers<void>();
      const cancelled = Promise.withResolvers<void>();
      await engine.work(
        workerOf({
          talk: async ({ report, signal }) => {
            report("one");
            await expect.poll(() => faults.length).toBe(1);
            report("two");
            await expect.poll(() => seen.count("report")).toBe(2);
            reported.resolve();
            await new Promise<void>((resolve) =>
              signal.addEventListener("abort", () => resolve(), { once: true }),
            );
            report("after the end");
            cancelled.resolve();
            return textOf("late");
          },
        }),
      );
      const task = await engine.create(newTask("talk"));
      await reported.promise;
      await engine.cancel(OWNER, task.taskId);
      await cancelled.promise;
      expect(await ended(engine, task)).toMatchObject({ status: "cancelled" });
      await engine.close();
      expect(faults).toHaveLength(1);
      expect(seen.count("report")).toBe(2);
    });

    test("a part of the sweep that fails holds up no other part (propeller-heads/tycho#1323)", async () => {
      const store = create();
      const seen = observed(await store.openDatabase(), (name) => name.includes("lost"));
      const faults: unknown[] = [];
      const engine = await store.openOn(seen.database, {
        onError: (error) => void faults.push(error),
      });
      await engine.work(workerOf({}));
      const task = await engine.create(newTask("none", { policy: { ttlMs: 1 } }));
      expect((await ended(engine, task)).status).toBe("failed");
      expect(faults.length).toBeGreaterThan(0);
    });

    test("attempts that fail together begin again apart, and none before its pause (stacksjs/stacks#2298)", async () => {
      const store = create();
      const engine = await store.open({ concurrency: 40 });
      await engine.work(
        workerOf({
          fail: async ({ input }) => ({
            retry: { code: -32000, message: "again" },
            ...(input["floor"] === true && { afterMs: 5_000_000 }),
          }),
        }),
      );
      const policy = { attempts: 9, backoffMs: 1_000_000, maxBackoffMs: 1_000_000 };
      const make = (floor: boolean) => engine.create(newTask("fail", { input: { floor }, policy }));
      for (let index = 0; index < 20; index += 1) await make(index % 2 === 0);
      const database = await store.openDatabase();
      const table = database.dialect.table(store.namespace, "task");
      const read = () =>
        database.query<{ pause: number; input: string }>(
          `SELECT run_at - updated_at AS pause, input FROM ${table} WHERE phase = 'delayed' AND failures = 1`,
        );
      await expect.poll(async () => (await read()).length).toBe(20);
      const pauses = await read();
      const [floored, plain] = [true, false].map((floor) =>
        pauses
          .filter(({ input }) => (JSON.parse(input) as { floor: boolean }).floor === floor)
          .map(({ pause }) => Number(pause)),
      ) as [number[], number[]];
      expect(Math.min(...floored)).toBeGreaterThanOrEqual(5_000_000);
      expect(Math.min(...plain)).toBeGreaterThanOrEqual(1_000_000);
      expect(Math.max(...plain)).toBeLessThanOrEqual(1_500_000);
      expect(new Set(plain).size).toBeGreaterThan(2);
    });

    test("a lease is renewed while work runs, however long that takes (hexpm/hexpm#1825)", async () => {
      const store = create();
      const engine = await store.open({ leaseMs: 600_000, heartbeatMs: 10 });
      const database = await store.openDatabase();
      const table = database.dialect.table(store.namespace, "task_instance");
      const read = async () =>
        Number((await database.query<{ until: number }>(`SELECT until FROM ${table}`))[0]?.until);
      const attempts: number[] = [];
      await engine.work(
        workerOf({
          long: async ({ attempt }) => {
            attempts.push(attempt);
            const ends = new Set<number>();
            await expect.poll(async () => ends.add(await read()).size).toBeGreaterThan(4);
            return textOf("done");
          },
        }),
      );
      expect((await ended(engine, await engine.create(newTask("long")))).status).toBe("completed");
      expect(attempts).toEqual([1]);
    });

    test("a heartbeat that is longer than a third of the lease is refused, with both names (janbjorge/pgqueuer#430) (Ontos-AI/knowhere#276)", async () => {
      const store = create();
      for (const heartbeatMs of [301, 900, 1_000]) {
        await expect(store.open({ leaseMs: 900, heartbeatMs })).rejects.toMatchObject({
          code: "INVALID_OPTION",
          message: `heartbeatMs is ${heartbeatMs} and leaseMs 900; a lease must outlast three heartbeats`,
        });
      }
    });

    test("a process that cannot renew its lease ends its work when the lease is over by its own clock (rails/solid_queue#778)", async () => {
      const store = create();
      let isAway = false;
      let passedMs = 0;
      const timers: { due: number; callback: () => void }[] = [];
      const clock = {
        ...systemClock,
        monotonic: () => systemClock.monotonic() + passedMs,
        schedule: (
          ...[milliseconds, callback, options]: Parameters<typeof systemClock.schedule>
        ) => {
          if (milliseconds < 100_000) return systemClock.schedule(milliseconds, callback, options);
          timers.push({ due: milliseconds, callback });
          return () => undefined;
        },
      };
      const seen = observed(await store.openDatabase(), (name) => isAway && name === "heartbeat");
      const engine = await store.openOn(seen.database, {
        leaseMs: 500_000,
        heartbeatMs: 20,
        clock,
        onError: () => undefined,
      });
      const begun = Promise.withResolvers<void>();
      const stopped = Promise.withResolvers<unknown>();
      await engine.work(
        workerOf({
          long: ({ signal, attempt }) => {
            if (attempt > 1) return Promise.resolve(textOf("taken over"));
            begun.resolve();
            return new Promise((_resolve, reject) => {
              signal.addEventListener("abort", () => {
                stopped.resolve(signal.reason);
                reject(signal.reason);
              });
            });
          },
        }),
      );
      const task = await engine.create(newTask("long"));
      await begun.promise;
      isAway = true;
      const before = seen.count("heartbeat");
      await expect.poll(() => seen.count("heartbeat")).toBeGreaterThan(before + 1);
      passedMs = 600_000;
      for (const { callback } of timers.splice(0)) callback();
      expect(String(await stopped.promise)).toMatch(/lease|another/);
      isAway = false;
      expect((await ended(engine, task)).status).toBe("completed");
    });
  },
);

test.skipIf(postgres.missing !== undefined).each([postgres, sqlite])(
  "a task that was handed back keeps its place in the queue, on $name (taskforcesh/bullmq#1915)",
  async ({ create }) => {
    const store = create();
    const other = await store.open();
    const one = await store.open({ concurrency: 1 });
    const begun = Promise.withResolvers<void>();
    await one.work(
      workerOf({
        any: ({ signal }) => {
          begun.resolve();
          return new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason), { once: true });
          });
        },
      }),
    );
    const tasks = [];
    for (let index = 0; index < 5; index += 1) tasks.push(await other.create(newTask("any")));
    await begun.promise;
    await one.close();
    const order: string[] = [];
    const next = await store.open({ concurrency: 1 });
    await next.work(
      workerOf({
        any: async ({ taskId }) => {
          order.push(taskId);
          return textOf("done");
        },
      }),
    );
    for (const task of tasks) await ended(other, task);
    expect(order).toEqual(tasks.map(({ taskId }) => taskId));
  },
);

describe.skipIf(postgres.missing !== undefined)("tasks on a small pool of PostgreSQL", () => {
  test("many creations, hints and listeners need one connection between them (porsager/postgres#966) (riverqueue/river#695)", async () => {
    const store = postgres.create();
    const database = await openPostgres(store.url, { maxConnections: 1, timeoutMs: 600_000 });
    onTestFinished(() => database.close());
    const engine = await store.openOn(database);
    await engine.work(workerOf({ any: async () => textOf("done") }));
    const tasks = await Promise.all(
      Array.from({ length: 200 }, () => engine.create(newTask("any"))),
    );
    await Promise.all(tasks.map((task) => ended(engine, task)));
  });

  test("no trigger slows the commits of others (LFDT-Panurus/panurus#1934)", async () => {
    const store = postgres.create();
    await store.open();
    const database = await store.openDatabase();
    const triggers = await database.query(
      `SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = '${store.namespace}'`,
    );
    expect(triggers).toEqual([]);
  });
});
