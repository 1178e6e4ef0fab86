import type { JsonObject } from "@mortise/protocol";
import { ErrorCode } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { Scene } from "../client/fixture/scene.ts";
import { open } from "../client/fixture/scene.ts";
import { Refusal } from "../jsonrpc/fixture/wire.ts";

const TASK = {
  taskId: "t",
  status: "working",
  createdAt: "2026-01-01T00:00:00Z",
  lastUpdatedAt: "2026-01-01T00:00:00Z",
  ttl: 60_000,
  pollInterval: 2000,
};
const TOOLS = [
  { name: "export", inputSchema: { type: "object" }, execution: { taskSupport: "required" } },
  { name: "plain", inputSchema: { type: "object" }, execution: { taskSupport: "optional" } },
];
const DONE = { content: [{ type: "text", text: "done" }] };

/** Connects to a server of 2025-11-25 with a tool that is called as a task alone. */
async function openLegacy(
  states: readonly JsonObject[],
  result: () => JsonObject = () => DONE,
  capabilities: JsonObject = { tools: {}, tasks: { requests: { tools: { call: {} } } } },
): Promise<Scene> {
  let asked = 0;
  return await open(
    ({ method, params = {} }) => {
      if (method === "tools/list") return { tools: TOOLS };
      if (method === "tools/call" && params["task"] !== undefined) return { task: TASK };
      if (method === "tools/call" && params["name"] === "plain") return DONE;
      if (method === "tasks/get") return states[Math.min(asked++, states.length - 1)];
      if (method === "tasks/result") return result();
      if (method === "tasks/cancel") return { ...TASK, status: "cancelled" };
      throw new Refusal(ErrorCode.MethodNotFound, "Tool export requires task augmentation");
    },
    { isLegacy: true, offers: capabilities },
  );
}

test("a tool that is called as a task alone is, and its result is fetched, after its list was read", async () => {
  const { client, clock, wire } = await openLegacy([TASK, { ...TASK, status: "completed" }]);
  const call = client.callTool("export");
  await clock.waitFor(2000);
  await clock.advance("5s");
  expect((await call).text).toBe("done");
  const methods = wire.methods.slice(wire.methods.indexOf("tools/call"));
  expect(methods).toEqual([
    "tools/call",
    "tools/list",
    "tools/call",
    "tasks/get",
    "tasks/get",
    "tasks/result",
  ]);
  const again = client.callTool("export");
  await clock.waitFor(2000);
  await clock.advance("5s");
  await again;
  expect(wire.methods.filter((method) => method === "tools/list")).toHaveLength(1);
});

test("a tool that need not be a task is called as ever", async () => {
  const { client, sent } = await openLegacy([]);
  await client.listTools();
  expect((await client.callTool("plain")).text).toBe("done");
  expect(sent("tools/call")[0]?.params).not.toHaveProperty("task");
});

test("a task that waits for input is asked for its result, during which the server asks", async () => {
  const { client, clock, sent } = await openLegacy([{ ...TASK, status: "input_required" }]);
  const call = client.callTool("export");
  await clock.waitFor(2000);
  await clock.advance("2s");
  expect((await call).text).toBe("done");
  expect(sent("tasks/result")).toMatchObject([{ params: { taskId: "t" } }]);
});

test("the error of a failed task is that of its call, and a cancelled one has none", async () => {
  const failed = await openLegacy([{ ...TASK, status: "failed" }], () => {
    throw new Refusal(-32055, "quota", { left: 0 });
  });
  const call = failed.client.callTool("export");
  call.catch(() => undefined);
  await failed.clock.waitFor(2000);
  await failed.clock.advance("2s");
  await expect(call).rejects.toMatchObject({ code: -32055, message: "quota", data: { left: 0 } });
  const cancelled = await openLegacy([{ ...TASK, status: "cancelled" }]);
  const other = cancelled.client.callTool("export");
  other.catch(() => undefined);
  await cancelled.clock.waitFor(2000);
  await cancelled.clock.advance("2s");
  await expect(other).rejects.toMatchObject({ code: "TASK_CANCELLED", data: { taskId: "t" } });
});

test("an abort cancels the task", async () => {
  const { client, clock, sent } = await openLegacy([TASK]);
  const stop = new AbortController();
  const call = client.callTool("export", {}, { signal: stop.signal });
  await clock.waitFor(2000);
  stop.abort();
  await expect(call).rejects.toMatchObject({ code: "ABORTED" });
  expect(sent("tasks/cancel")).toMatchObject([{ params: { taskId: "t" } }]);
});

test("a server that makes no tasks gives its own refusal", async () => {
  const { client, sent } = await openLegacy([], () => DONE, { tools: {} });
  await expect(client.callTool("export")).rejects.toMatchObject({ code: ErrorCode.MethodNotFound });
  expect(sent("tools/list")).toHaveLength(0);
});
