import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  CallToolResultSchema,
  ElicitRequestSchema,
  TaskStatusNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { tasks } from "@mortise/tasks";
import { createServer, listen, ProtocolError } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

/** A server with tools of each kind, and the official client in a session of 2025-11-25. */
async function openSession() {
  const folder = mkdtempSync(join(tmpdir(), "mortise-tasks-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const started = Promise.withResolvers<void>();
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: () => undefined,
    tasks: tasks({ database: `sqlite:${join(folder, "tasks.db")}`, graceMs: 0, sweepMs: 20 }),
  })
    .tool("plain", { description: "Answers at once." }, () => "plain")
    .tool(
      "export",
      {
        description: "Exports.",
        input: z.object({ customer: z.string() }),
        output: z.object({ customer: z.string(), action: z.string() }),
        task: { poll: 5, ttl: "1h" },
      },
      async ({ customer }, ctx) => {
        ctx.progress(1, 2, "collected");
        const schema = z.object({ approve: z.boolean() });
        const { action } = await ctx.elicit("approve", { message: `Export ${customer}?`, schema });
        return { customer, action };
      },
    )
    .tool("only", { description: "A task only.", task: { required: true, poll: 5 } }, () => "only")
    .tool("broken", { description: "Breaks.", task: { poll: 5, attempts: 1 } }, () => {
      throw new ProtocolError(-32050, "The export is broken", { data: { part: 2 } });
    })
    .tool("slow", { description: "Never ends.", task: { poll: 5 } }, async (_input, { signal }) => {
      started.resolve();
      await new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    });
  onTestFinished(() => server.close());
  const listening = await listen(server, { port: 0 });
  onTestFinished(() => listening.close());
  const client = new Client(
    { name: "official", version: "1" },
    { capabilities: { elicitation: { form: {} } } },
  );
  await client.connect(new StreamableHTTPClientTransport(new URL(listening.url)));
  onTestFinished(() => client.close());
  return { client, started: started.promise };
}

test("the official client sees the capability, and which tools may or must be tasks", async () => {
  const { client } = await openSession();
  expect(client.getServerCapabilities()?.tasks).toEqual({
    cancel: {},
    requests: { tools: { call: {} } },
  });
  const { tools } = await client.listTools();
  const support = tools.map(({ name, execution }) => [name, execution?.taskSupport]);
  expect(Object.fromEntries(support)).toEqual({
    plain: undefined,
    export: "optional",
    only: "required",
    broken: "optional",
    slow: "optional",
  });
});

test("the official client streams a task that asks, and gets its result", async () => {
  const { client } = await openSession();
  const asked: unknown[] = [];
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    asked.push(params);
    return { action: "accept", content: { approve: true } };
  });
  const states: string[] = [];
  client.setNotificationHandler(TaskStatusNotificationSchema, ({ params }) => {
    states.push(params.status);
  });
  const call = { name: "export", arguments: { customer: "C-1" } };
  const messages = [];
  for await (const message of client.experimental.tasks.callToolStream(call, undefined, {
    task: { ttl: 60_000 },
  })) {
    messages.push(message);
  }
  expect(messages[0]).toMatchObject({
    type: "taskCreated",
    task: { status: "working", ttl: 60_000, pollInterval: 5 },
  });
  const [first] = messages;
  const taskId = first?.type === "taskCreated" ? first.task.taskId : "";
  const related = { "io.modelcontextprotocol/related-task": { taskId } };
  expect(messages.at(-1)).toMatchObject({
    type: "result",
    result: { structuredContent: { customer: "C-1", action: "accept" }, _meta: related },
  });
  expect(messages.at(-1)).not.toHaveProperty("result.resultType");
  expect(asked).toMatchObject([{ message: "Export C-1?", _meta: related }]);
  expect(states.at(-1)).toBe("completed");
});

test("a plain call of the official client waits, and one that must be a task is refused", async () => {
  const { client } = await openSession();
  expect(await client.callTool({ name: "plain" })).toMatchObject({ content: [{ text: "plain" }] });
  const only = { method: "tools/call", params: { name: "only" } } as const;
  await expect(client.request(only, CallToolResultSchema)).rejects.toThrow(/-32601.*"task": {}/);
  const plain = { method: "tools/call", params: { name: "plain", task: {} } } as const;
  await expect(client.request(plain, CallToolResultSchema)).rejects.toThrow(/-32601.*without/);
});

test("the error of a failed task reaches the official client unchanged (modelcontextprotocol/typescript-sdk#1927)", async () => {
  const { client } = await openSession();
  const created = client.experimental.tasks.callToolStream({ name: "broken" }, undefined, {
    task: {},
  });
  let taskId = "";
  for await (const message of created) {
    if (message.type === "taskCreated") taskId = message.task.taskId;
  }
  await expect(
    client.experimental.tasks.getTaskResult(taskId, CallToolResultSchema),
  ).rejects.toMatchObject({ code: -32050, data: { part: 2 } });
  expect(await client.experimental.tasks.getTask(taskId)).toMatchObject({ status: "failed" });
});

test("a wait for the result of a task is answered when it is cancelled, and for an unknown one (TJC-LP/fast-mcp-scala#104)", async () => {
  const { client, started } = await openSession();
  const created = client.experimental.tasks.callToolStream({ name: "slow" }, undefined, {
    task: {},
  });
  const { value } = await created.next();
  const taskId = value?.type === "taskCreated" ? value.task.taskId : "";
  const waiting = client.experimental.tasks.getTaskResult(taskId, CallToolResultSchema);
  const refused = expect(waiting).rejects.toMatchObject({ code: -32602 });
  await started;
  expect(await client.experimental.tasks.cancelTask(taskId)).toMatchObject({
    taskId,
    status: "cancelled",
  });
  await refused;
  await expect(client.experimental.tasks.cancelTask(taskId)).rejects.toMatchObject({
    code: -32602,
    message: expect.stringContaining("cancelled already"),
  });
  await expect(
    client.experimental.tasks.getTaskResult("unknown", CallToolResultSchema),
  ).rejects.toMatchObject({ code: -32602 });
});

test("wrong arguments of a call that asks for a task are an error that the official client reads", async () => {
  const { client } = await openSession();
  const wrong = { name: "export", arguments: {} };
  const messages = [];
  for await (const message of client.experimental.tasks.callToolStream(wrong, undefined, {
    task: {},
  })) {
    messages.push(message);
  }
  expect(messages).toMatchObject([
    { type: "error", error: { code: -32602, message: expect.stringContaining("customer") } },
  ]);
});

test("a time to live that is none is refused, and a long one is that of the tool (airlift/airlift#2136)", async () => {
  const { client } = await openSession();
  for (const ttl of [-1, 0, 1.5, 2 ** 53, "1h", {}]) {
    const params = { name: "export", arguments: { customer: "C" }, task: { ttl } };
    const call = client.request({ method: "tools/call", params } as never, CallToolResultSchema);
    await expect(call, String(ttl)).rejects.toMatchObject({ code: -32602 });
  }
  for (const ttl of [null, 30 * 86_400_000, 400 * 86_400_000]) {
    const params = { name: "export", arguments: { customer: "C" }, task: { ttl } };
    const schema = z.object({ task: z.object({ ttl: z.number() }) });
    const { task } = await client.request({ method: "tools/call", params } as never, schema);
    expect(task.ttl).toBe(3_600_000);
  }
});
