import type { TaskEnd, TaskRun } from "@mortise/protocol";
import { tasks } from "@mortise/tasks";
import { bullTaskEngine } from "@mortise/tasks-bullmq";
import { createServer } from "mortise";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { openFaultyNetwork } from "../fixture/network/faulty-network.ts";
import { openRedisClient } from "../fixture/service/redis-client.ts";
import { bull } from "./bull-store.ts";
import { ended, newTask, OWNER, question, textOf, until, workerOf } from "./fixture/task-kit.ts";
import { openWire } from "./wire.ts";

/** A connection of the test to the Redis. */
async function openRedis(url: string) {
  const client = await openRedisClient(url);
  onTestFinished(() => void client.destroy());
  return client;
}

/** Work that ends when it is released, and a promise that it has begun. */
function held() {
  const begun = Promise.withResolvers<TaskRun>();
  const release = Promise.withResolvers<TaskEnd>();
  const work = (run: TaskRun): Promise<TaskEnd> => {
    begun.resolve(run);
    const aborted = new Promise<never>((_resolve, reject) =>
      run.signal.addEventListener("abort", () => reject(run.signal.reason)),
    );
    return Promise.race([release.promise, aborted]);
  };
  return { begun: begun.promise, release: release.resolve, work };
}

describe.skipIf(bull.missing !== undefined)("the engine on BullMQ", () => {
  test("serves the tools of a server, and another server goes on", async () => {
    const { url, prefix } = bull.create();
    const begun: string[] = [];
    const createDesk = () => {
      const engine = bullTaskEngine({ url, prefix, graceMs: 0, sweepMs: 20, pollMs: 100 });
      const server = createServer({
        name: "desk",
        version: "1.0.0",
        log: () => undefined,
        tasks: tasks({ engine }),
      }).tool(
        "export",
        { description: "Exports.", input: z.object({ customer: z.string() }), task: true },
        async ({ customer }, ctx) => {
          await ctx.step("collect", () => begun.push(customer));
          const schema = z.object({ approve: z.boolean() });
          const answer = await ctx.elicit("approve", { message: "Export?", schema });
          return `${customer}: ${answer.action}`;
        },
      );
      onTestFinished(() => server.close());
      return server;
    };
    const first = createDesk();
    const before = await openWire(first);
    const { taskId } = await before.create("export", { customer: "C-1" });
    await before.until(taskId, "input_required");
    await first.close();
    const after = await openWire(createDesk());
    await after.until(taskId, "input_required");
    const approve = { action: "accept", content: { approve: true } };
    await after.send("tasks/update", { taskId, inputResponses: { approve } });
    const { result } = await after.until(taskId, "completed");
    expect(result).toMatchObject({ content: [{ text: "C-1: accept" }] });
    expect(begun).toEqual(["C-1"]);
  });

  test("a task whose job is lost gets another one", async () => {
    const { url, prefix, open } = bull.create();
    const redis = await openRedis(url);
    const creator = await open();
    const task = await creator.create(newTask("greet"));
    const later = await creator.create(newTask("greet", { delayMs: 10 }));
    const jobs = () => redis.keys(`${prefix}:bull:*`);
    await expect.poll(async () => (await jobs()).length).toBeGreaterThan(3);
    await expect.poll(() => redis.zScore(`${prefix}:due`, task.taskId)).toBeNull();
    await redis.unlink(await jobs());
    // The task is on the list of those without a job, as if the process had ended before it wrote one.
    for (const { taskId } of [task, later]) {
      await redis.zAdd(`${prefix}:due`, { score: 1, value: taskId });
    }
    await creator.work(workerOf({ greet: async () => textOf("hello") }));
    expect((await ended(creator, task)).status).toBe("completed");
    expect((await ended(creator, later)).status).toBe("completed");
  });

  test("a running task whose lock is gone is another's, and the first run writes nothing more", async () => {
    const { url, prefix, open } = bull.create();
    const redis = await openRedis(url);
    const one = await open();
    const first = held();
    const work = async (run: TaskRun): Promise<TaskEnd> =>
      run.attempt === 1 ? first.work(run) : textOf(`attempt ${run.attempt}`);
    await one.work(workerOf({ long: work }));
    const task = await one.create(newTask("long"));
    const run = await first.begun;
    const other = await open();
    await other.work(workerOf({ long: work }));
    const key = `${prefix}:task:${task.taskId}`;
    await redis.del(String(await redis.hGet(key, "lock")));
    await redis.zAdd(`${prefix}:due`, { score: 1, value: task.taskId });
    await expect.poll(() => run.signal.aborted).toBe(true);
    first.release(textOf("too late"));
    const state = await ended(other, task);
    expect(state.status).toBe("completed");
    expect(state.result).toEqual(textOf("attempt 2").result);
    expect(await redis.hGet(key, "crashes")).toBe("1");
  });

  test("a task cancelled while it waits for a place lets the next one have it", async () => {
    const { open } = bull.create();
    const engine = await open();
    const first = held();
    const runs: string[] = [];
    await engine.work(
      workerOf(
        {
          one: async (run) => {
            runs.push(String(run.input["n"]));
            return run.input["n"] === 1 ? first.work(run) : textOf("done");
          },
        },
        { perOwner: 1 },
      ),
    );
    const policy = { perOwner: 1 } as never;
    const create = (n: number) => engine.create(newTask("one", { policy, input: { n } }));
    const [running, waiting, next] = [await create(1), await create(2), await create(3)];
    await first.begun;
    await engine.cancel(OWNER, waiting.taskId);
    first.release(textOf("done"));
    for (const task of [running, next]) {
      expect((await ended(engine, task)).status).toBe("completed");
    }
    expect(runs).toEqual(["1", "3"]);
  });

  test("texts are encrypted, and a process without the key leaves the task alone", async () => {
    const { url, prefix, open } = bull.create();
    const redis = await openRedis(url);
    const encryption = { keys: ["k".repeat(32)] };
    const engine = await open({ encryption });
    await engine.work(
      workerOf({
        ask: async ({ journal, report }) => {
          report("secret message");
          await journal.step("s", async () => ({ value: "secret step" }));
          return textOf(JSON.stringify(await journal.ask("q", question("secret question?"))));
        },
      }),
    );
    const blind = await open();
    await blind.work(workerOf({ ask: async () => textOf("read by a stranger") }));
    const task = await engine.create(newTask("ask", { input: { text: "secret input" } }));
    await until(engine, task, ({ inputRequests }) => inputRequests?.["q"] !== undefined);
    await engine.answer(OWNER, task.taskId, { q: "secret answer" });
    const { result } = await ended(engine, task);
    expect(JSON.stringify(result)).toContain("secret answer");
    const keys = await redis.keys(`${prefix}:task:*`);
    expect(keys.length).toBeGreaterThan(2);
    for (const key of keys) expect(String(await redis.dump(key))).not.toContain("secret");
  });

  test("parts that are too large are refused, and a task that has ended goes with its time", async () => {
    const { url, prefix, open } = bull.create();
    const redis = await openRedis(url);
    const engine = await open({ maxArgumentBytes: 100, maxResultBytes: 100 });
    const large = { text: "x".repeat(200) };
    await expect(engine.create(newTask("any", { input: large }))).rejects.toThrow("arguments have");
    await engine.work(workerOf({ any: async () => textOf("x".repeat(200)) }));
    const { status, error, taskId } = await ended(engine, await engine.create(newTask("any")));
    expect({ status, message: error?.message }).toMatchObject({
      status: "failed",
      message: expect.stringContaining("return a link"),
    });
    expect(await redis.pTTL(`${prefix}:task:${taskId}`)).toBeGreaterThan(3_600_000);
    expect(await redis.pTTL(`${prefix}:task:${taskId}:input`)).toBeGreaterThan(3_600_000);
  });
});

test.skipIf(bull.missing !== undefined)(
  "an engine closes although Redis is away, and its task goes on elsewhere",
  async () => {
    const { url, prefix, open } = bull.create();
    await using network = await openFaultyNetwork(url);
    const engine = bullTaskEngine({
      url: network.url,
      prefix,
      graceMs: 0,
      leaseMs: 600,
      onError: () => undefined,
    });
    const first = held();
    await engine.work(workerOf({ long: first.work }));
    const task = await engine.create(newTask("long"));
    await first.begun;
    network.cut();
    await expect(engine.get(OWNER, task.taskId)).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
    });
    await engine.close();
    const other = await open();
    await other.work(workerOf({ long: async ({ attempt }) => textOf(`attempt ${attempt}`) }));
    expect((await ended(other, task)).result).toEqual(textOf("attempt 2").result);
  },
);

test("wrong options are refused before anything is opened", () => {
  const url = "redis://127.0.0.1:1";
  expect(() => bullTaskEngine({ url, concurency: 1 } as never)).toThrow('"concurency"');
  expect(() => bullTaskEngine({ url: "127.0.0.1" })).toThrow("needs the URL of a Redis");
  expect(() => bullTaskEngine({ url, leaseMs: 3_000, heartbeatMs: 2_000 })).toThrow("heartbeats");
  expect(() => bullTaskEngine({ url, maxSteps: 0 })).toThrow("maxSteps");
});
