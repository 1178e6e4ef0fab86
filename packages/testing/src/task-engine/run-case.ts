import { deepEqual, equal, ok } from "node:assert/strict";
import type { TaskEngineCase, Work } from "./task-engine-case.ts";
import { counted, ended, newTask, OWNER, textOf, until, workerOf } from "./task-engine-case.ts";

/** How work is run, retried and limited. */
export const runCases: readonly TaskEngineCase[] = [
  {
    name: "a task is there as soon as it is created, and ends with its result",
    run: async ({ open }) => {
      const engine = await open();
      const created = await engine.create(newTask("greet"));
      equal(created.status, "working");
      deepEqual(await engine.get(OWNER, created.taskId), created);
      await engine.work(workerOf({ greet: async () => textOf("hello") }));
      const { status, result } = await ended(engine, created);
      deepEqual({ status, result }, { status: "completed", ...textOf("hello") });
      const again = [
        await engine.get(OWNER, created.taskId),
        await engine.get(OWNER, created.taskId),
      ];
      deepEqual(again[0], again[1]);
    },
  },
  {
    name: "a task runs on another engine than the one that created it",
    run: async ({ open }) => {
      const [one, other] = [await open(), await open()];
      await other.work(workerOf({ greet: async ({ input }) => textOf(JSON.stringify(input)) }));
      const task = await one.create(newTask("greet", { input: { name: "grüße 🧩" } }));
      const { result } = await ended(one, task);
      deepEqual(result, { content: [{ type: "text", text: '{"name":"grüße 🧩"}' }] });
    },
  },
  {
    name: "an engine takes only tasks of kinds that it knows",
    run: async ({ open }) => {
      const [one, other] = [await open(), await open()];
      const runs: string[] = [];
      await one.work(workerOf({ known: counted(() => void runs.push("known"), textOf("one")) }));
      const unknown = await one.create(newTask("unknown"));
      const known = await one.create(newTask("known"));
      equal((await ended(one, known)).status, "completed");
      equal((await one.get(OWNER, unknown.taskId))?.status, "working");
      await other.work(
        workerOf({ unknown: counted(() => void runs.push("unknown"), textOf("two")) }),
      );
      equal((await ended(one, unknown)).status, "completed");
      deepEqual(runs, ["known", "unknown"]);
    },
  },
  {
    name: "a delayed task says when it begins, and begins then",
    run: async ({ open }) => {
      const engine = await open();
      const runs: string[] = [];
      await engine.work(
        workerOf({
          far: counted(() => void runs.push("far"), textOf("")),
          near: counted(() => void runs.push("near"), textOf("near")),
        }),
      );
      const far = await engine.create(newTask("far", { delayMs: 1_800_000 }));
      equal(far.status, "working");
      const due = new Date(Date.parse(far.createdAt) + 1_800_000).toISOString();
      ok(far.statusMessage?.includes(due), far.statusMessage);
      deepEqual(await engine.get(OWNER, far.taskId), far);
      const near = await ended(engine, await engine.create(newTask("near", { delayMs: 20 })));
      deepEqual(near.result, textOf("near").result);
      equal(near.statusMessage, undefined);
      equal((await engine.get(OWNER, far.taskId))?.status, "working");
      deepEqual(runs, ["near"]);
    },
  },
  {
    name: "a failure that may pass is tried again, up to the attempts",
    run: async ({ open }) => {
      const engine = await open();
      const attempts: number[] = [];
      await engine.work(
        workerOf({
          flaky: async ({ attempt }) => {
            attempts.push(attempt);
            if (attempt < 3) return { retry: { code: -32603, message: `no ${attempt}` } };
            return textOf("at last");
          },
          broken: async ({ attempt }) => {
            throw new Error(`broken ${attempt}`);
          },
        }),
      );
      equal((await ended(engine, await engine.create(newTask("flaky")))).status, "completed");
      deepEqual(attempts, [1, 2, 3]);
      const broken = await ended(engine, await engine.create(newTask("broken")));
      equal(broken.status, "failed");
      equal(broken.error?.message, "broken 3");
      equal(broken.statusMessage, "broken 3");
    },
  },
  {
    name: "an error that is final ends the task at once",
    run: async ({ open }) => {
      const engine = await open();
      const runs: string[] = [];
      const error = { code: -32001, message: "not today", data: { until: "tomorrow" } };
      await engine.work(workerOf({ refuse: counted(() => void runs.push("again"), { error }) }));
      const {
        status,
        error: found,
        result,
      } = await ended(engine, await engine.create(newTask("refuse")));
      deepEqual(
        { status, found, result, runs },
        { status: "failed", found: error, result: undefined, runs: ["again"] },
      );
    },
  },
  {
    name: "the last message of the work is the task's, and is reported elsewhere",
    run: async ({ open }) => {
      const [one, other] = [await open(), await open()];
      const release = Promise.withResolvers<void>();
      await one.work(
        workerOf({
          slow: async ({ report }) => {
            for (let part = 1; part <= 1_000; part += 1) report(`part ${part} of 1000`);
            await release.promise;
            return textOf("done");
          },
        }),
      );
      const task = await other.create(newTask("slow"));
      const reported = await until(
        other,
        task,
        ({ statusMessage }) => statusMessage === "part 1000 of 1000",
      );
      equal(reported.status, "working");
      release.resolve();
      equal((await ended(other, task)).status, "completed");
    },
  },
  {
    name: "a task whose time is over fails, and its work is ended",
    run: async ({ open }) => {
      const engine = await open();
      const stopped = Promise.withResolvers<unknown>();
      await engine.work(
        workerOf({
          endless: ({ signal }) =>
            new Promise((_resolve, reject) =>
              signal.addEventListener("abort", () => {
                stopped.resolve(signal.reason);
                reject(signal.reason);
              }),
            ),
        }),
      );
      const task = await engine.create(newTask("endless", { policy: { ttlMs: 50 } as never }));
      const { status, error } = await ended(engine, task);
      equal(status, "failed");
      ok(error?.message.includes("time to live"));
      ok((await stopped.promise) instanceof Error);
      const waiting = await engine.create(newTask("nobody", { policy: { ttlMs: 50 } as never }));
      equal((await ended(engine, waiting)).status, "failed");
    },
  },
  {
    name: "no more tasks of an owner run than its limit",
    run: async ({ open }) => {
      const engines = [await open(), await open()];
      let running = 0;
      let most = 0;
      const limited: Work = async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return textOf("done");
      };
      const worker = workerOf({ limited }, { perOwner: 2 });
      for (const engine of engines) await engine.work(worker);
      const [engine] = engines;
      if (!engine) return;
      const policy = { perOwner: 2 } as never;
      const tasks = await Promise.all(
        Array.from({ length: 20 }, () => engine.create(newTask("limited", { policy }))),
      );
      for (const task of tasks) equal((await ended(engine, task)).status, "completed");
      ok(most <= 2, `${most} ran at once`);
    },
  },
  {
    name: "an owner with many tasks does not keep others waiting",
    run: async ({ open }) => {
      const engine = await open();
      const order: string[] = [];
      for (let count = 0; count < 30; count += 1) await engine.create(newTask("greedy"));
      const patient = await engine.create(newTask("patient", { owner: "bob" }));
      await engine.work(
        workerOf({
          greedy: counted(() => void order.push("greedy"), textOf("")),
          patient: counted(() => void order.push("patient"), textOf("")),
        }),
      );
      const { promise, resolve } = Promise.withResolvers<void>();
      const stop = await engine.watch("bob", patient.taskId, ({ status }) => {
        if (status === "completed") resolve();
      });
      await promise;
      stop?.();
      ok(order.indexOf("patient") <= 20, `the patient came ${order.indexOf("patient")}th`);
    },
  },
];
