import type { JsonObject, JsonRpcRequest } from "@mortise/protocol";
import { ErrorCode, MetaKey, MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { Scene, SceneOptions } from "../client/fixture/scene.ts";
import { open } from "../client/fixture/scene.ts";
import { Refusal } from "../jsonrpc/fixture/wire.ts";
import { nextTurn } from "../time/fixture/next-turn.ts";

const CREATED = {
  taskId: "t",
  status: "working",
  createdAt: "2026-01-01T00:00:00Z",
  lastUpdatedAt: "2026-01-01T00:00:00Z",
  ttlMs: 3_600_000,
  pollIntervalMs: 1000,
};
const DONE = {
  ...CREATED,
  status: "completed",
  result: { content: [{ type: "text", text: "done" }] },
};
const ASKING = {
  method: "elicitation/create",
  params: { mode: "form", message: "Name?", requestedSchema: { type: "object", properties: {} } },
};

/** The answers of a server to the methods of tasks; by default it refuses subscriptions. */
type TaskScript = Readonly<
  Record<string, (params: JsonObject, request: JsonRpcRequest) => JsonObject | undefined>
>;

const OFFERS = { tools: {}, extensions: { "io.modelcontextprotocol/tasks": {} } };

/** Connects to a server that answers every call with a task. */
async function openTasks(script: TaskScript, options: SceneOptions = {}): Promise<Scene> {
  return await open(
    (request) => {
      const { method, params = {} } = request;
      const answer = script[method];
      if (answer) return answer(params, request);
      if (method === "tools/call") return { resultType: "task", ...CREATED };
      if (method === "tasks/get") return DONE;
      if (method === "tasks/cancel" || method === "tasks/update") return {};
      throw new Refusal(ErrorCode.MethodNotFound);
    },
    { offers: OFFERS, ...options },
  );
}

/** Answers each request with the next value, the last one again. */
function inTurn(...values: readonly JsonObject[]): () => JsonObject {
  let next = 0;
  return () => {
    const value = values[Math.min(next, values.length - 1)] as JsonObject;
    next += 1;
    return value;
  };
}

test.each<[unknown, number]>([
  [1000, 1000],
  [0, 100],
  [-5, 100],
  [Number.NaN, 100],
  ["soon", 100],
  [1e308, 60_000],
  [undefined, 100],
])(
  "with a poll interval of %s a task is first asked for after %s ms",
  async (pollIntervalMs, delay) => {
    const { client, clock, sent } = await openTasks({
      "tools/call": () => ({ resultType: "task", ...CREATED, pollIntervalMs }) as JsonObject,
    });
    const call = client.callTool("a");
    await clock.waitFor(delay);
    expect(sent("tasks/get")).toHaveLength(0);
    await clock.advance(delay);
    expect((await call).text).toBe("done");
    expect(sent("tasks/get")).toHaveLength(1);
    expect(clock.pending).toEqual([]);
  },
);

test("the pause grows while nothing changes, and a new interval counts", async () => {
  const still = { ...CREATED, pollIntervalMs: 0 };
  const { client, clock, sent } = await openTasks({
    "tools/call": () => ({ resultType: "task", ...still }),
    "tasks/get": inTurn(
      ...Array.from({ length: 10 }, () => still),
      {
        ...still,
        pollIntervalMs: 5000,
      },
      DONE,
    ),
  });
  const call = client.callTool("a");
  await clock.waitFor(100);
  await clock.advance("1m");
  await call;
  expect(sent("tasks/get")).toHaveLength(12);
});

test("reports on a subscription make requests needless, and all tasks share it", async () => {
  let number = 0;
  const { client, clock, wire, sent } = await openTasks({
    "tools/call": () => {
      number += 1;
      return { resultType: "task", ...CREATED, taskId: `t${number}` };
    },
    "subscriptions/listen": () => undefined,
  });
  const calls = ["a", "b", "c"].map((name) => client.callTool(name));
  await clock.waitFor(200);
  await clock.advance(200);
  const [listening] = sent("subscriptions/listen");
  expect(sent("subscriptions/listen")).toHaveLength(1);
  const taskIds = ["t1", "t2", "t3"];
  expect(listening?.params).toMatchObject({ notifications: { taskIds } });
  const notify = (method: string, params: JsonObject): void => {
    const _meta = { [MetaKey.subscriptionId]: listening?.id };
    wire.deliver({ method, params: { ...params, _meta } } as never);
  };
  notify("notifications/subscriptions/acknowledged", { notifications: { taskIds } });
  for (const taskId of taskIds) notify("notifications/tasks", { ...DONE, taskId });
  for (const call of calls) expect((await call).text).toBe("done");
  expect(sent("tasks/get")).toHaveLength(0);
  await nextTurn();
  expect(wire.methods.at(-1)).toBe("notifications/cancelled");
  expect(clock.pending).toEqual([]);
});

test("a task is asked for all the same when its reports are lost", async () => {
  const { client, clock, wire, sent } = await openTasks({
    "subscriptions/listen": () => undefined,
    "tasks/get": inTurn({ ...CREATED }, DONE),
  });
  const call = client.callTool("a");
  await clock.waitFor(200);
  await clock.advance(200);
  const [listening] = sent("subscriptions/listen");
  const _meta = { [MetaKey.subscriptionId]: listening?.id };
  const acknowledged = "notifications/subscriptions/acknowledged";
  wire.deliver({
    method: acknowledged,
    params: { notifications: { taskIds: ["t"] }, _meta },
  } as never);
  await clock.advance(800);
  expect(sent("tasks/get")).toHaveLength(1);
  await clock.waitFor(15_000);
  wire.deliver({ id: listening?.id, result: {} } as never);
  expect((await call).text).toBe("done");
});

test("each question is answered once, and each answer is sent when it is there", async () => {
  const later = Promise.withResolvers<void>();
  const asking = {
    ...CREATED,
    status: "input_required",
    pollIntervalMs: 1000,
    inputRequests: { one: ASKING, two: { ...ASKING, params: { ...ASKING.params, message: "2" } } },
  };
  const asked: string[] = [];
  const answered: string[] = [];
  const { client, clock } = await openTasks(
    {
      "tasks/get": () => (answered.length === 2 ? DONE : asking),
      "tasks/update": ({ inputResponses }) => {
        answered.push(...Object.keys(inputResponses as JsonObject));
        return {};
      },
    },
    {
      elicit: async ({ message }) => {
        asked.push(message);
        if (message === "Name?") await later.promise;
        return { action: "decline" };
      },
    },
  );
  const call = client.callTool("a", {}, { timeout: "10s" });
  await clock.waitFor(1000);
  await clock.advance("20s");
  expect(answered).toEqual(["two"]);
  later.resolve();
  await nextTurn();
  await clock.advance("2s");
  expect((await call).text).toBe("done");
  expect(asked).toEqual(["Name?", "2"]);
  expect(answered).toEqual(["two", "one"]);
});

test("two waits for one task ask its questions once between them", async () => {
  const answer = Promise.withResolvers<void>();
  let asked = 0;
  let isAnswered = false;
  const asking = { ...CREATED, status: "input_required", inputRequests: { one: ASKING } };
  const { client, clock } = await openTasks(
    {
      "tasks/get": () => (isAnswered ? DONE : asking),
      "tasks/update": () => {
        isAnswered = true;
        return {};
      },
    },
    {
      elicit: async () => {
        asked += 1;
        await answer.promise;
        return { action: "decline" };
      },
    },
  );
  const waits = [client.task("t").result(), client.task("t").result()];
  await clock.waitFor(1000);
  answer.resolve();
  await nextTurn();
  await clock.advance("5s");
  for (const wait of waits) expect((await wait).text).toBe("done");
  expect(asked).toBe(1);
});

test("a server that asks without end is given up, and its task cancelled", async () => {
  const inputRequests = Object.fromEntries(
    Array.from({ length: 101 }, (_, index) => [`k${index}`, ASKING]),
  );
  const { client, clock, sent } = await openTasks(
    { "tasks/get": () => ({ ...CREATED, status: "input_required", inputRequests }) },
    { elicit: () => new Promise(() => undefined) },
  );
  const call = client.callTool("a");
  await clock.waitFor(1000);
  void clock.advance(1000);
  await expect(call).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  expect(sent("tasks/cancel")).toHaveLength(1);
});

test("a failed task is the error of its call, with code, message and data", async () => {
  const error = { code: -32055, message: "quota", data: { left: 0 } };
  const { client, clock } = await openTasks({
    "tasks/get": () => ({ ...CREATED, status: "failed", error }),
  });
  const call = client.callTool("a");
  await clock.waitFor(1000);
  void clock.advance(1000);
  await expect(call).rejects.toMatchObject({ name: "ProtocolError", isReceived: true, ...error });
});

test("a task without an end is cancelled by an abort at once, and nothing is left of the wait (agentic-os-org/ANOLISA#2645)", async () => {
  const { client, clock, sent } = await openTasks({
    "tools/call": () => ({ resultType: "task", ...CREATED, ttlMs: null }),
    "tasks/get": () => ({ ...CREATED, ttlMs: null }),
  });
  const stop = new AbortController();
  const call = client.callTool("a", {}, { signal: stop.signal });
  await clock.waitFor(1000);
  await clock.advance("1h");
  stop.abort();
  await expect(call).rejects.toMatchObject({ code: "ABORTED" });
  expect(sent("tasks/cancel")).toMatchObject([{ params: { taskId: "t" } }]);
  await nextTurn();
  expect(clock.pending).toEqual([]);
});

test("a task that outlives its time to live is gone, unless the server lengthens it (agentic-os-org/ANOLISA#2645)", async () => {
  const short = { ...CREATED, ttlMs: 1000 };
  const { client, clock } = await openTasks({
    "tools/call": () => ({ resultType: "task", ...short }),
    "tasks/get": inTurn(
      short,
      ...Array.from({ length: 200 }, () => ({ ...short, ttlMs: 200_000 })),
      short,
    ),
  });
  const call = client.callTool("a");
  call.catch(() => undefined);
  await clock.waitFor(1000);
  await clock.advance("190s");
  let isOver = false;
  void call.catch(() => {
    isOver = true;
  });
  expect(isOver).toBe(false);
  await clock.advance("2m");
  await expect(call).rejects.toMatchObject({
    code: "TASK_GONE",
    data: { taskId: "t", ttlMs: 1000 },
  });
});

test("a task that is deleted before it is first asked for is TASK_GONE with its time to live (adcontextprotocol/adcp-client#1596)", async () => {
  const { client, clock } = await openTasks({
    "tasks/get": () => {
      throw new Refusal(ErrorCode.InvalidParams, "Task not found");
    },
  });
  const call = client.callTool("a");
  await clock.waitFor(1000);
  void clock.advance(1000);
  await expect(call).rejects.toMatchObject({
    code: "TASK_GONE",
    data: { taskId: "t", ttlMs: 3_600_000 },
    message: expect.stringContaining("Task not found"),
  });
});

test.each<[string, () => never, number]>([
  [
    "is busy",
    () => {
      throw new Refusal(ErrorCode.RateLimited, "slow down", { retryAfterMs: 7000 });
    },
    20,
  ],
  [
    "fails inside, four times",
    () => {
      throw new Refusal(ErrorCode.InternalError, "oops");
    },
    4,
  ],
])("a server that %s is asked again later", async (_, fail, times) => {
  let left = times;
  const { client, clock } = await openTasks({
    "tasks/get": () => {
      left -= 1;
      return left >= 0 ? fail() : DONE;
    },
  });
  const call = client.callTool("a");
  await clock.waitFor(1000);
  await clock.advance("10m");
  expect((await call).text).toBe("done");
});

test("a server that fails inside again and again is given up, and its task left", async () => {
  const { client, clock, sent } = await openTasks({
    "tasks/get": () => {
      throw new Refusal(ErrorCode.InternalError, "oops");
    },
  });
  const call = client.callTool("a");
  call.catch(() => undefined);
  await clock.waitFor(1000);
  await clock.advance("10m");
  await expect(call).rejects.toMatchObject({ code: ErrorCode.InternalError, message: "oops" });
  expect(sent("tasks/get")).toHaveLength(5);
  expect(sent("tasks/cancel")).toHaveLength(0);
});

test.each<[string, JsonObject]>([
  ["without an id", { ...CREATED, taskId: 5 }],
  ["of an unknown status", { ...CREATED, status: "sleeping" }],
])("a task %s is an invalid response", async (_, task) => {
  const { client } = await openTasks({ "tools/call": () => ({ resultType: "task", ...task }) });
  await expect(client.callTool("a")).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
});

test.each<[string, JsonObject]>([
  ["the state of another task", { ...DONE, taskId: "other" }],
  ["a completed task without its result", { ...CREATED, status: "completed" }],
  ["a failed task without its error", { ...CREATED, status: "failed" }],
  ["a question without questions", { ...CREATED, status: "input_required" }],
])("%s is an invalid response", async (_, task) => {
  const { client, clock } = await openTasks({ "tasks/get": () => task });
  const call = client.callTool("a");
  await clock.waitFor(1000);
  void clock.advance(1000);
  await expect(call).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
});

test("a task in answer to any other request is an invalid response", async () => {
  const { client } = await openTasks({
    "prompts/get": () => ({ resultType: "task", ...CREATED }),
  });
  await expect(client.getPrompt("p")).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
});

test("without tasks nothing is declared, and a task is an invalid response", async () => {
  const { client, sent } = await openTasks({}, { tasks: false });
  await expect(client.callTool("a")).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  expect(JSON.stringify(sent("tools/call"))).not.toContain("tasks");
  expect(() => client.task("t")).toThrow(MortiseError);
});

test("closing the client ends the wait and leaves the task", async () => {
  const { client, clock, sent } = await openTasks({});
  const call = client.callTool("a");
  await clock.waitFor(1000);
  const closed = expect(call).rejects.toMatchObject({ code: "CLOSED" });
  await client.close();
  await closed;
  expect(sent("tasks/cancel")).toHaveLength(0);
  expect(clock.pending).toEqual([]);
});
