import { expect, test } from "vitest";
import type { TaskState } from "../../contract/index.ts";
import { EventLog } from "../state/event-log.ts";
import type { PassingRow } from "../wire/wire-log.ts";
import { WireLog } from "../wire/wire-log.ts";
import { followTasks } from "./follow-tasks.ts";

const TASK = {
  taskId: "t1",
  status: "working",
  createdAt: "2026-11-28T08:00:00.000Z",
  lastUpdatedAt: "2026-11-28T08:00:00.000Z",
  ttlMs: 60_000,
};

/** A wire log, and the tasks that were published. */
function openLog() {
  const events = new EventLog();
  const wire = new WireLog(events);
  const published: TaskState[] = [];
  events.listen(({ event }) => {
    if (event.type === "task") published.push(event.task);
  });
  followTasks(events, wire);
  let id = 0;
  const add = (direction: PassingRow["direction"], message: object, call?: string): void => {
    wire.add({
      connection: "desk",
      lane: "inspector",
      direction,
      transport: "stdio",
      exchange: 1,
      kind: "rpc",
      text: JSON.stringify({ jsonrpc: "2.0", ...message }),
      ...(call !== undefined && { call }),
    });
  };
  return {
    published,
    /** Adds a request and its answer. */
    exchange: (request: object, answer: object, call?: string): void => {
      id += 1;
      add("to-server", { id, ...request }, call);
      add("to-client", { id, ...answer }, call);
    },
    notify: (params: object): void => add("to-client", { method: "notifications/tasks", params }),
  };
}

test("a task has its tool, its call, and each change of its state once", () => {
  const { published, exchange, notify } = openLog();
  const call = { method: "tools/call", params: { name: "export" } };
  exchange(call, { result: { resultType: "task", ...TASK } }, "call-1");
  notify({ ...TASK, statusMessage: "half" });
  exchange(
    { method: "tasks/get", params: { taskId: "t1" } },
    { result: { ...TASK, statusMessage: "half" } },
  );
  notify({ ...TASK, status: "completed", result: { content: [] } });
  expect(published).toHaveLength(3);
  expect(published.at(-1)).toMatchObject({
    connection: "desk",
    lane: "inspector",
    tool: "export",
    call: "call-1",
    changes: [
      { status: "working" },
      { status: "working", message: "half" },
      { status: "completed" },
    ],
  });
  expect(published.at(-1)?.task).not.toHaveProperty("result");
});

test("a task that the server no longer has keeps its last state and the server's words", () => {
  const { published, exchange } = openLog();
  const get = { method: "tasks/get", params: { taskId: "t1" } };
  exchange(get, { result: TASK });
  exchange(get, { error: { code: -32602, message: "There is no task" } });
  expect(published.at(-1)).toMatchObject({ gone: "There is no task", task: TASK });
});

test("a task that was never seen and is not there is no entry", () => {
  const { published, exchange } = openLog();
  const get = { method: "tasks/get", params: { taskId: "t1" } };
  exchange(get, { error: { code: -32602, message: "There is no task" } });
  expect(published).toEqual([]);
});

test("questions that are too large for the page are left out, and the task is shown", () => {
  const { published, notify } = openLog();
  const inputRequests = {
    a: { method: "elicitation/create", params: { message: "x".repeat(300_000) } },
  };
  notify({ ...TASK, status: "input_required", inputRequests });
  expect(published[0]?.task).toEqual({ ...TASK, status: "input_required" });
});

test("only the last hundred changes are kept", () => {
  const { published, notify } = openLog();
  for (let at = 0; at < 150; at += 1) notify({ ...TASK, statusMessage: `${at}` });
  const { changes = [] } = published.at(-1) ?? {};
  expect(changes).toHaveLength(100);
  expect(changes.at(-1)?.message).toBe("149");
});

test.each([
  [{ ...TASK, status: "done" }],
  [{ ...TASK, taskId: 7 }],
  [{ ...TASK, createdAt: null }],
  [{ ...TASK, statusMessage: { a: 1 } }],
])("%j is no task", (params) => {
  const { published, notify } = openLog();
  notify(params);
  expect(published).toEqual([]);
});

test("a result of a tool that mentions tasks is none", () => {
  const { published, exchange } = openLog();
  exchange(
    { method: "tools/call", params: { name: "echo" } },
    { result: { content: [{ type: "text", text: '"resultType":"task"' }] } },
  );
  expect(published).toEqual([]);
});
