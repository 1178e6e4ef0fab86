import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { AgentEvent, AgentOptions, Clock, ConversationData } from "@mortise/agent";
import { createAgent } from "@mortise/agent";
import { systemClock } from "@mortise/protocol";
import { tasks } from "@mortise/tasks";
import type { ScriptStep } from "@mortise/testing";
import { scriptedModel } from "@mortise/testing";
import { createServer, listen } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

/** A server whose exports are tasks that wait for the gate. */
function createDesk() {
  const folder = mkdtempSync(join(tmpdir(), "mortise-agent-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const gate = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const database = `sqlite:${join(folder, "tasks.db")}`;
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: () => undefined,
    tasks: tasks({ database, graceMs: 0, sweepMs: 20, pollMs: 50 }),
  })
    .tool(
      "export",
      {
        description: "Exports the history of a customer.",
        input: z.object({ customer: z.string() }),
        task: { poll: "20ms" },
      },
      async ({ customer }, { signal, progress }) => {
        progress(1, 2, `collecting ${customer}`);
        signal.addEventListener("abort", () => ended.resolve());
        await Promise.race([gate.promise, once(signal, "abort")]);
        signal.throwIfAborted();
        return `exported ${customer}`;
      },
    )
    .tool("get_status", { description: "Gets a status.", input: z.object({}) }, () => "fine");
  onTestFinished(() => server.close());
  return { server, gate, ended: ended.promise, folder };
}

type Desk = ReturnType<typeof createDesk>["server"];

function start(
  server: Desk,
  script: readonly ScriptStep[],
  options: Partial<AgentOptions<never>> = {},
) {
  const model = scriptedModel(script);
  const agent = createAgent({
    model: model as never,
    servers: { desk: server } as never,
    approve: "never",
    ...options,
  });
  onTestFinished(() => agent.close());
  return { agent, model };
}

const EXPORT = { name: "export", args: { customer: "C-1" } };
const STATUS = { name: "get_status", args: {} };

async function collect(
  run: AsyncIterable<AgentEvent>,
  onEvent: (event: AgentEvent) => void = () => undefined,
): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of run) {
    events.push(event);
    onEvent(event);
  }
  return events;
}

/** A clock whose time limit of the run is over when the test says so. */
function heldClock(limitMs: number): { readonly clock: Clock; readonly timeUp: () => void } {
  let expire = (): void => undefined;
  return {
    timeUp: () => expire(),
    clock: {
      ...systemClock,
      schedule(milliseconds, callback, options) {
        if (milliseconds !== limitMs) return systemClock.schedule(milliseconds, callback, options);
        expire = callback;
        return () => undefined;
      },
    },
  };
}

test("a task alone in its step is waited for, with its messages as progress", async () => {
  const { server, gate } = createDesk();
  const { agent } = start(server, [{ calls: [EXPORT] }, { after: "exported C-1", text: "Done." }]);
  const events = await collect(agent.run("Export C-1."), ({ type }) => {
    if (type === "tool-progress") gate.resolve();
  });
  const types = events.map(({ type }) => type).filter((type) => type.startsWith("tool-"));
  expect(types).toEqual(["tool-start", "tool-task", "tool-progress", "tool-end"]);
  expect(events.find(({ type }) => type === "tool-progress")).toMatchObject({
    tool: "export",
    message: "collecting C-1",
  });
  expect(events.at(-1)).toMatchObject({ stopReason: "answer", text: "Done." });
  expect(agent.conversation.tasks).toEqual([]);
});

test("other calls are not held up by tasks, and the model asks for their results later", async () => {
  const { server, gate } = createDesk();
  const { agent, model } = start(
    server,
    [
      { calls: [EXPORT, STATUS] },
      { calls: [{ name: "wait_for_task", args: { task: "task-1" } }] },
      { after: "exported C-1", text: "Fine, and exported." },
    ],
    { taskWait: 1, maxParallel: 1 },
  );
  const events = await collect(agent.run("Export C-1, and how is it?"), (event) => {
    if (event.type === "tool-start" && event.tool === "wait_for_task") gate.resolve();
  });
  const ends = events.filter((event) => event.type === "tool-end");
  expect(ends.map(({ tool, isLeft, result }) => [tool, isLeft ?? false, result])).toEqual([
    ["get_status", false, "fine"],
    ["export", true, expect.stringContaining('the task "task-1", which goes on')],
    ["wait_for_task", false, "exported C-1"],
  ]);
  expect(model.requests[1]?.tools.map(({ name }) => name)).toContain("wait_for_task");
  expect(JSON.stringify(model.requests)).not.toMatch(/taskId/);
  expect(events.at(-1)).toMatchObject({ text: "Fine, and exported." });
  expect(agent.conversation.tasks).toEqual([]);
  model.assertFinished();
});

test("without a language model, too, other calls are made first and the task is waited for", async () => {
  const { server, gate } = createDesk();
  const { agent } = start(server, [], { model: "offline", taskWait: 1, maxParallel: 1 });
  const events = await collect(
    agent.run("Export the history of customer C-1, and get the status."),
    (event) => {
      if (event.type === "tool-start" && event.tool === "wait_for_task") gate.resolve();
    },
  );
  const ends = events.filter((event) => event.type === "tool-end");
  expect(ends.map(({ tool, isLeft }) => [tool, isLeft ?? false])).toEqual([
    ["get_status", false],
    ["export", true],
    ["wait_for_task", false],
  ]);
  expect(events.at(-1)).toMatchObject({
    stopReason: "answer",
    text: expect.stringMatching(/^(?=.*exported C-1)(?!.*has become)/s),
  });
});

test("an abort cancels the task", async () => {
  const { server, ended } = createDesk();
  const { agent } = start(server, [{ calls: [EXPORT] }]);
  const stop = new AbortController();
  const events = await collect(agent.run("Export C-1.", { signal: stop.signal }), ({ type }) => {
    if (type === "tool-progress") stop.abort();
  });
  expect(events.at(-1)).toMatchObject({ stopReason: "abort" });
  await ended;
  expect(agent.conversation.tasks).toEqual([]);
  expect(agent.conversation.toJSON()).not.toHaveProperty("tasks");
});

test("a task outlives the time of its run, and the next message finds it", async () => {
  const { server, gate } = createDesk();
  const { clock, timeUp } = heldClock(77_000);
  const { agent } = start(
    server,
    [
      { calls: [EXPORT] },
      { after: "And now?", calls: [{ name: "wait_for_task", args: { task: "task-1" } }] },
      { after: "exported C-1", text: "Now it is." },
    ],
    { clock, limits: { time: "77s" } },
  );
  const events = await collect(agent.run("Export C-1."), ({ type }) => {
    if (type === "tool-progress") timeUp();
  });
  expect(events.at(-1)).toMatchObject({ stopReason: "limit" });
  expect(agent.conversation.tasks).toMatchObject([{ name: "task-1", tool: "export" }]);
  gate.resolve();
  expect((await agent.ask("And now?")).text).toBe("Now it is.");
  expect(agent.conversation.tasks).toEqual([]);
});

test("a conversation of a closed agent is resumed by another one", async () => {
  const { server, gate } = createDesk();
  const first = start(server, [{ calls: [EXPORT] }]);
  let saved: ConversationData | undefined;
  for await (const event of first.agent.run("Export C-1.")) {
    if (event.type !== "tool-task") continue;
    saved = JSON.parse(JSON.stringify(first.agent.conversation));
    void first.agent.close();
  }
  expect(saved?.tasks).toMatchObject([{ name: "task-1", server: "desk", isLeft: false }]);
  gate.resolve();
  const second = start(server, [{ after: "exported C-1", text: "Done." }], {
    conversation: saved as ConversationData,
  });
  const events = await collect(second.agent.resume());
  expect(events.map(({ type }) => type)).not.toContain("tool-start");
  expect(events.find(({ type }) => type === "tool-task")).toMatchObject({
    tool: "export",
    args: { customer: "C-1" },
    task: "task-1",
  });
  expect(events.at(-1)).toMatchObject({ stopReason: "answer", text: "Done." });
  const again = await collect(second.agent.resume());
  expect(again.at(-1)).toMatchObject({ stopReason: "answer", text: "Done.", steps: 0 });
});

test("a task that is gone is said to be, and the model goes on", async () => {
  const { server } = createDesk();
  const toolCallId = "call-1";
  const call = { type: "tool-call", toolCallId, toolName: "export", input: { customer: "C-1" } };
  const conversation = {
    version: 1,
    messages: [
      { role: "user", content: [{ type: "text", text: "Export C-1." }] },
      { role: "assistant", content: [call] },
    ],
    tasks: [
      {
        name: "task-1",
        taskId: "made-up",
        server: "desk",
        tool: "export",
        toolCallId,
        toolName: "export",
        isLeft: false,
      },
    ],
  } as ConversationData;
  const { agent } = start(server, [{ after: "export", text: "It is lost." }], { conversation });
  const events = await collect(agent.resume());
  expect(events.find(({ type }) => type === "tool-end")).toMatchObject({
    isError: true,
    error: { code: "TASK_GONE" },
  });
  expect(events.at(-1)).toMatchObject({ text: "It is lost." });
  expect(agent.conversation.tasks).toEqual([]);
});

test("an agent that was killed finishes its conversation in another process", async () => {
  const { server, gate, folder } = createDesk();
  const listening = await listen(server, { port: 0 });
  onTestFinished(() => listening.close());
  const file = join(folder, "conversation.json");
  const program = join(import.meta.dirname, "fixture/task-agent.ts");
  const run = (doing: string) => {
    const stdio = ["ignore", "pipe", "inherit"] as const;
    const child = spawn(process.execPath, [program, listening.url, file, doing], {
      stdio: [...stdio],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  };
  const first = run("ask");
  for await (const line of createInterface({ input: first.stdout })) {
    if (JSON.parse(line).type === "tool-task") break;
  }
  first.kill("SIGKILL");
  await once(first, "close");
  expect(JSON.parse(readFileSync(file, "utf8")).tasks).toHaveLength(1);
  gate.resolve();
  const second = run("resume");
  const closed = once(second, "close");
  const events: { readonly type: string; readonly text?: string }[] = [];
  for await (const line of createInterface({ input: second.stdout })) events.push(JSON.parse(line));
  expect(await closed).toEqual([0, null]);
  expect(events.at(-1)).toEqual({ type: "run-end", text: "The model has the result." });
  const { messages, tasks: open } = JSON.parse(readFileSync(file, "utf8"));
  expect(open).toBeUndefined();
  expect(JSON.stringify(messages)).toContain("exported C-1");
});
