import { request } from "node:http";
import { tasks } from "@mortise/tasks";
import { createServer, ProtocolError } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { freshPath } from "./test-store.ts";
import { openWire, TASKS } from "./wire.ts";

/** A server whose `wait` ends with the gate, for callers that `rights` has, by their names. */
function createDesk(rights: ReadonlyMap<string, readonly string[]> = new Map([["ann", ["wait"]]])) {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const ended: unknown[] = [];
  const logged: string[] = [];
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: ({ message }) => void logged.push(message),
    tasks: tasks({ database: `sqlite:${freshPath()}`, graceMs: 0, sweepMs: 20, pollMs: 50 }),
    auth: {
      authenticate: ({ header }) => {
        const id = header("x-user") ?? "ann";
        const scopes = rights.get(id);
        return scopes === undefined
          ? { status: 401, message: "revoked" }
          : { principal: { id, scopes } };
      },
    },
  }).tool(
    "wait",
    { description: "Waits.", scopes: ["wait"], task: { backoff: 1 } },
    async (_input, { signal, auth, progress, request: call, step }) => {
      begun.resolve();
      signal.addEventListener("abort", () => ended.push(signal.reason), { once: true });
      await Promise.race([
        gate.promise,
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        }),
      ]);
      progress(1, 1, "after the gate");
      return step("name", () => `${call.name} for ${auth?.id}`);
    },
  );
  onTestFinished(() => server.close());
  return { server, gate, begun: begun.promise, ended, logged };
}

const UNDECLARED = { meta: { "io.modelcontextprotocol/clientCapabilities": { elicitation: {} } } };

test.each([
  ["tasks/get", {}],
  ["tasks/update", { inputResponses: {} }],
  ["tasks/cancel", {}],
])(
  "%s needs the extension and its own name in the header, and does nothing without (TJC-LP/fast-mcp-scala#115)",
  async (method, params) => {
    const { server, begun } = createDesk();
    const wire = await openWire(server);
    const { taskId } = await wire.create("wait");
    await begun;
    const undeclared = await wire.send(method, { taskId, ...params }, UNDECLARED);
    expect(undeclared.error).toMatchObject({
      code: -32021,
      data: { requiredCapabilities: { extensions: { [TASKS]: {} } } },
    });
    for (const name of ["another-task", ""]) {
      const wrong = await wire.send(
        method,
        { taskId, ...params },
        { headers: { "mcp-name": name } },
      );
      expect([wrong.status, wrong.error["code"]]).toEqual([400, -32020]);
    }
    expect((await wire.send("tasks/get", { taskId })).result).toMatchObject({ status: "working" });
  },
);

test("in 2026-07-28 a hint of the old form makes no task and disturbs no call (TJC-LP/fast-mcp-scala#115)", async () => {
  const { server, gate } = createDesk();
  server.tool("quick", { description: "Answers at once." }, () => "quick");
  gate.resolve();
  const wire = await openWire(server);
  for (const name of ["quick", "wait"]) {
    const call = { name, arguments: {}, task: { ttl: 60_000 } };
    const { result } = await wire.send("tools/call", call, UNDECLARED);
    expect(result).toMatchObject({ resultType: "complete" });
    expect(result).not.toHaveProperty("task");
  }
});

test("each request about a task is authenticated, and a caller that is revoked meanwhile gets nothing (mcp-hangar/mcp-hangar#319)", async () => {
  const rights = new Map([["ann", ["wait"]]]);
  const { server, begun, ended } = createDesk(rights);
  const wire = await openWire(server);
  const { taskId } = await wire.create("wait");
  await begun;
  rights.delete("ann");
  for (const method of ["tasks/get", "tasks/update", "tasks/cancel", "subscriptions/listen"]) {
    const params = { taskId, inputResponses: {}, notifications: { taskIds: [taskId] } };
    expect((await wire.send(method, params)).status).toBe(401);
  }
  expect(ended).toEqual([]);
});

test("a middleware decides about each request of a task by itself (mcp-hangar/mcp-hangar#319)", async () => {
  const { server, begun } = createDesk();
  let isAllowed = true;
  server.use((call, next) => {
    if (isAllowed || !call.method.startsWith("tasks/")) return next();
    throw new ProtocolError(-32602, `There is no task ${JSON.stringify(call.params["taskId"])}`);
  });
  const wire = await openWire(server);
  const { taskId } = await wire.create("wait");
  await begun;
  isAllowed = false;
  for (const method of ["tasks/get", "tasks/update", "tasks/cancel"]) {
    const { error } = await wire.send(method, { taskId, inputResponses: {} });
    expect(error).toMatchObject({ code: -32602, message: `There is no task "${taskId}"` });
  }
  isAllowed = true;
  expect((await wire.send("tasks/get", { taskId })).result).toMatchObject({ status: "working" });
});

test("the right to call is checked again before a further attempt (mcp-hangar/mcp-hangar#319)", async () => {
  let isAllowed = true;
  const runs: boolean[] = [];
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: () => undefined,
    tasks: tasks({ database: `sqlite:${freshPath()}`, graceMs: 0, sweepMs: 20, pollMs: 50 }),
  }).tool(
    "once",
    { description: "Fails once.", allow: () => isAllowed, task: { backoff: 1 } },
    () => {
      runs.push(isAllowed);
      isAllowed = false;
      throw new Error("once");
    },
  );
  onTestFinished(() => server.close());
  const wire = await openWire(server);
  const { taskId } = await wire.create("once");
  const state = await wire
    .until(taskId, "failed")
    .catch((error: Error) => JSON.parse(error.message));
  expect(runs).toEqual([true]);
  expect(state.error.message).toBe('"once" is not permitted to this caller');
});

test("a task has its caller, its steps and its messages long after the response has ended (modelcontextprotocol/csharp-sdk#1430)", async () => {
  const { server, gate, begun, ended } = createDesk();
  const wire = await openWire(server);
  const { taskId } = await wire.create("wait");
  await begun;
  gate.resolve();
  expect(await wire.until(taskId, "completed")).toMatchObject({
    result: { content: [{ text: "wait for ann" }] },
  });
  expect(ended).toEqual([]);
});

/** Sends a call of `wait` on a connection of its own; the returned function cuts the connection. */
function call(url: string, capabilities: object) {
  const params = {
    name: "wait",
    arguments: {},
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "t", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": capabilities,
    },
  };
  const sent = request(url, {
    method: "POST",
    agent: false,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "wait",
    },
  });
  const { promise: answered, resolve } = Promise.withResolvers<string>();
  sent.on("error", () => undefined);
  sent.on("response", async (response) => {
    let text = "";
    for await (const chunk of response) text += String(chunk);
    resolve(text);
  });
  sent.end(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }));
  return { answered, cut: () => void sent.destroy() };
}

test("a task outlives the connection of its call, and a plain call does not (mark3labs/mcp-go#897)", async () => {
  const tasked = createDesk();
  const wire = await openWire(tasked.server);
  const created = call(wire.url, { extensions: { [TASKS]: {} } });
  const { taskId } = JSON.parse(await created.answered).result;
  created.cut();
  await tasked.begun;
  tasked.gate.resolve();
  expect(await wire.until(taskId, "completed")).toMatchObject({ status: "completed" });
  expect(tasked.ended).toEqual([]);

  const plain = createDesk();
  const { url } = await openWire(plain.server);
  const { cut } = call(url, {});
  await plain.begun;
  cut();
  await expect.poll(() => plain.ended).toHaveLength(1);
});
