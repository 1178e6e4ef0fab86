import { expect, onTestFinished, test } from "vitest";
import { serverCode } from "./dev/fixture/project.ts";
import type { Started } from "./fixture/started.ts";
import { startProject } from "./fixture/started.ts";
import { Page } from "./host/fixture/open-page.ts";

/** A server whose task fails at its second step, once or for good. */
const EXPORTS = `
import { existsSync } from "node:fs";
import { createServer, ToolError } from "mortise";
import { tasks } from "mortise/tasks";
const folder = import.meta.dirname;
const server = createServer({
  name: "exports",
  version: "1.0.0",
  tasks: tasks({ database: \`sqlite:\${folder}/tasks.db\`, graceMs: 0 }),
});
server.tool("export", { description: "Exports.", task: { attempts: 1 } }, async (_input, ctx) => {
  await ctx.step("read", () => ({ rows: 3 }));
  if (!existsSync(\`\${folder}/open\`)) {
    throw new ToolError("The ledger is closed", { retryable: true });
  }
  return "exported";
});
server.tool("huge", { description: "Returns much.", task: true }, () => "x".repeat(1_000_000));
server.tool("endless", { description: "Never ends.", task: true }, (_input, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  }),
);
export default server;
`;

async function openOwner({ development, notices }: Started): Promise<Page> {
  await notices.take("served");
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const token = new URL(development.url).hash.replace("#token=", "");
  const page = new Page(`http://127.0.0.1:${development.port}`, token);
  await page.follow(leaving.signal);
  await page.connection("self", "connected");
  return page;
}

async function refusal(page: Page, ...[name, input]: Parameters<Page["send"]>) {
  const answer = await page.send(name, input);
  const { error } = (await answer.json()) as { error: { code: string; cause: string } };
  return { status: answer.status, ...error };
}

const self = { connection: "self" };
const callOf = (name: string) => ({ name, arguments: {} });

test("the owner of mortise dev sees every task with its steps and attempts, and retries it", async () => {
  const started = await startProject({ "server.ts": EXPORTS });
  const page = await openOwner(started);
  await page.call("self", "tools/call", callOf("export"));
  const { tasks, hasMore, queue } = await page.post("tasks", { ...self, limit: 10 });
  expect(hasMore).toBe(false);
  expect(queue.depth.running).toBe(0);
  expect(tasks).toMatchObject([{ kind: "export", owner: "", isDead: true, attempt: 1 }]);
  const task = tasks[0]?.taskId ?? "";
  expect(await page.post("task", { ...self, task })).toMatchObject({
    taskId: task,
    steps: [{ name: "read", bytes: expect.any(Number) }],
    failedAttempts: [{ attempt: 1, kind: "failure", message: "The ledger is closed" }],
    isCut: false,
  });
  started.write("open", "");
  await page.post("retry-task", { ...self, task, fromStart: false });
  await expect
    .poll(async () => (await page.post("task", { ...self, task })).status)
    .toBe("completed");
  const again = await refusal(page, "retry-task", { ...self, task, fromStart: false });
  expect(again).toMatchObject({ status: 409, code: "NOT_NOW" });
});

test("a task of mortise dev is cancelled for its owner, and a large result stays out of its page", async () => {
  const started = await startProject({ "server.ts": EXPORTS });
  const page = await openOwner(started);
  const { call } = await page.post("call", {
    ...self,
    method: "tools/call",
    params: callOf("endless"),
  });
  const listed = async () => (await page.post("tasks", { ...self, limit: 1 })).tasks[0];
  await expect.poll(async () => (await listed())?.kind).toBe("endless");
  const task = (await listed())?.taskId ?? "";
  await page.post("cancel-task", { ...self, task });
  expect(await page.ended(call)).toMatchObject({
    failure: { code: "TASK_CANCELLED", fix: "call the tool again, which begins another task" },
  });
  await expect.poll(async () => (await listed())?.status).toBe("cancelled");
  expect(await refusal(page, "cancel-task", { ...self, task })).toMatchObject({ status: 409 });

  await page.call("self", "tools/call", callOf("huge"));
  const newest = await page.post("tasks", { ...self, limit: 1 });
  expect(newest).toMatchObject({ hasMore: true, tasks: [{ kind: "huge" }] });
  const huge = await page.post("task", { ...self, task: newest.tasks[0]?.taskId ?? "" });
  expect(huge).toMatchObject({ status: "completed", isCut: true });
  expect(huge.result).toBeUndefined();
});

test("tasks of all owners are refused without the token, for other servers, and of a server without tasks", async () => {
  const started = await startProject({ "server.ts": serverCode({ own: "0" }) });
  const page = await openOwner(started);
  const stranger = new Page(`http://127.0.0.1:${started.development.port}`, undefined);
  for (const [name, input] of [
    ["tasks", { ...self, limit: 1 }],
    ["task", { ...self, task: "t" }],
    ["retry-task", { ...self, task: "t", fromStart: false }],
    ["cancel-task", { ...self, task: "t" }],
  ] as const) {
    expect((await stranger.send(name, input)).status).toBe(401);
    const none = await refusal(page, name, input);
    expect(none).toMatchObject({ status: 502, code: "TASKS_NOT_SHOWN" });
    expect(none.cause).toContain("has no tasks");
  }
  const other = await refusal(page, "tasks", { connection: "other", limit: 1 });
  expect(other).toMatchObject({ status: 409, code: "NOT_OWN" });
});
