import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@mortise/protocol";
import { detach, task, tasks } from "@mortise/tasks";
import { connect, createServer, listen } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

const ID = "io.modelcontextprotocol/tasks";

const DECLARED = {
  "io.modelcontextprotocol/clientCapabilities": {
    elicitation: {},
    extensions: { [ID]: {} },
  },
};

/** A server with tasks in a file of the test. */
function createDesk(path = freshPath()) {
  const steps: string[] = [];
  const server = createServer({ name: "desk", version: "1.0.0", log: () => undefined })
    .extend(tasks({ database: `sqlite:${path}`, graceMs: 0, sweepMs: 20, pollMs: 100 }))
    .tool(
      "export",
      {
        description: "Exports the history of a customer.",
        input: z.object({ customer: z.string() }),
        extensions: [task({ required: true })],
      },
      async ({ customer }, ctx) => {
        await ctx.step("collect", () => steps.push(`collect ${customer}`));
        ctx.progress(1, 2, "collected");
        const schema = z.object({ approve: z.boolean() });
        const answer = await ctx.elicit("approve", { message: `Export ${customer}?`, schema });
        return { customer, answer: answer.action };
      },
    )
    .tool(
      "flaky",
      { description: "Fails twice.", extensions: [task({ backoff: 1, maxBackoff: 2 })] },
      (_input, ctx) => {
        if (steps.push("flaky") < 3) throw new Error("secret");
        return `fine for ${ctx.auth?.id ?? "an unnamed caller"}`;
      },
    )
    .tool(
      "late",
      { description: "Becomes a task on the way.", extensions: [task({ start: "detach" })] },
      async (_input, ctx) => {
        const schema = z.object({ name: z.string() });
        const answer = await ctx.elicit("name", { message: "Name?", schema });
        const place = await ctx.step("place", () => steps.push("place"));
        await detach(ctx);
        return { name: answer.action === "accept" ? answer.content.name : "none", place };
      },
    )
    .tool(
      "hopeless",
      { description: "Fails always.", extensions: [task({ attempts: 2, backoff: 1 })] },
      () => {
        throw new Error("secret");
      },
    );
  onTestFinished(() => server.close());
  return { server, steps, path };
}

function freshPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "mortise-tasks-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "tasks.db");
}

type Desk = ReturnType<typeof createDesk>["server"];

/** Sends a request as a client that knows tasks does, over HTTP. */
async function open(server: Desk) {
  const listening = await listen(server, { port: 0 });
  onTestFinished(() => listening.close());
  return async (method: string, params: JsonObject, meta: JsonObject = DECLARED) => {
    const name = params["taskId"] ?? params["name"];
    const response = await fetch(listening.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": method,
        ...(typeof name === "string" && { "mcp-name": name }),
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method,
        params: {
          ...params,
          _meta: {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": { name: "t", version: "1" },
            "io.modelcontextprotocol/clientCapabilities": {},
            ...meta,
          },
        },
      }),
    });
    return (await response.json()) as { result: JsonObject; error: JsonObject };
  };
}

type Send = Awaited<ReturnType<typeof open>>;

async function until(send: Send, taskId: unknown, status: string): Promise<JsonObject> {
  for (;;) {
    const { result } = await send("tasks/get", { taskId } as JsonObject);
    if (result["status"] === status) return result;
    if (result["status"] === "failed") throw new Error(JSON.stringify(result));
  }
}

test("a call becomes a task, asks, and completes with the result of the handler", async () => {
  const { server, steps } = createDesk();
  const send = await open(server);
  const created = await send("tools/call", { name: "export", arguments: { customer: "C-1" } });
  expect(created.result).toMatchObject({
    resultType: "task",
    status: "working",
    ttlMs: 86_400_000,
    pollIntervalMs: 1_000,
  });
  expect(created.result).not.toHaveProperty("result");
  const { taskId } = created.result;
  const asking = await until(send, taskId, "input_required");
  expect(asking).toMatchObject({
    resultType: "complete",
    inputRequests: {
      approve: { method: "elicitation/create", params: { message: "Export C-1?" } },
    },
  });
  const answer = { action: "accept", content: { approve: true } };
  const updated = await send("tasks/update", {
    taskId: String(taskId),
    inputResponses: { approve: answer, other: { ignored: true } },
  });
  expect(updated.result).toMatchObject({ resultType: "complete" });
  expect(updated.result).not.toHaveProperty("status");
  const { result } = await until(send, taskId, "completed");
  expect(result).toMatchObject({ structuredContent: { customer: "C-1", answer: "accept" } });
  expect(steps).toEqual(["collect C-1"]);
});

test("a client that does not know tasks waits, or is refused where a task is required", async () => {
  const { server } = createDesk();
  const send = await open(server);
  const refused = await send("tools/call", { name: "export", arguments: { customer: "C" } }, {});
  expect(refused.error).toMatchObject({
    code: -32021,
    data: { requiredCapabilities: { extensions: { [ID]: {} } } },
  });
  const { result } = await send("tools/call", { name: "hopeless", arguments: {} }, {});
  expect(result).toMatchObject({ resultType: "complete", isError: true });
  for (const method of ["tasks/get", "tasks/update", "tasks/cancel"]) {
    const { error } = await send(method, { taskId: "t", inputResponses: {} }, {});
    expect(error).toMatchObject({ code: -32021 });
  }
});

test("an unexpected error is tried again, and the last one is the masked result", async () => {
  const { server, steps } = createDesk();
  const send = await open(server);
  const flaky = await send("tools/call", { name: "flaky", arguments: {} });
  const { result } = await until(send, flaky.result["taskId"], "completed");
  expect(result).toMatchObject({ content: [{ text: "fine for an unnamed caller" }] });
  expect(steps).toEqual(["flaky", "flaky", "flaky"]);
  const hopeless = await send("tools/call", { name: "hopeless", arguments: {} });
  const failed = await until(send, hopeless.result["taskId"], "completed");
  expect(failed["result"]).toMatchObject({ isError: true });
  expect(JSON.stringify(failed)).not.toContain("secret");
});

test("a task goes on in a new server on the same file, and its steps are not repeated", async () => {
  const first = createDesk();
  const send = await open(first.server);
  const created = await send("tools/call", { name: "export", arguments: { customer: "C-2" } });
  const { taskId } = created.result;
  await until(send, taskId, "input_required");
  await first.server.close();
  const second = createDesk(first.path);
  const again = await open(second.server);
  expect(await until(again, taskId, "input_required")).toMatchObject({
    statusMessage: "collected",
  });
  await again("tasks/update", {
    taskId: String(taskId),
    inputResponses: { approve: { action: "decline" } },
  });
  const { result } = await until(again, taskId, "completed");
  expect(result).toMatchObject({ structuredContent: { customer: "C-2", answer: "decline" } });
  expect([first.steps, second.steps]).toEqual([["collect C-2"], []]);
});

test("wrong parameters and unknown tasks are refused, each with what to send", async () => {
  const { server } = createDesk();
  const send = await open(server);
  expect((await send("tasks/get", { taskId: "made-up" })).error).toMatchObject({
    code: -32602,
    message: expect.stringContaining('There is no task "made-up"'),
  });
  expect(
    (await send("tasks/update", { taskId: "t", inputResponses: [] as never })).error,
  ).toMatchObject({
    code: -32602,
    message: expect.stringContaining("inputResponses"),
  });
  expect((await send("tasks/cancel", {})).error).toMatchObject({ code: -32602 });
});

test("a client in this process that does not know tasks gets plain results", async () => {
  const { server } = createDesk();
  await using client = await connect(server);
  await expect(client.callTool("export", { customer: "C" })).rejects.toThrow("extension");
});

test("a handler asks while the client waits, and goes on as a task with what it has", async () => {
  const { server, steps } = createDesk();
  const send = await open(server);
  const asking = await send("tools/call", { name: "late", arguments: {} });
  expect(asking.result).toMatchObject({ resultType: "input_required" });
  expect(asking.result).not.toHaveProperty("taskId");
  const { requestState } = asking.result;
  const created = await send("tools/call", {
    name: "late",
    arguments: {},
    requestState: String(requestState),
    inputResponses: { name: { action: "accept", content: { name: "Ann" } } },
  });
  expect(created.result).toMatchObject({ resultType: "task" });
  expect(created.result).not.toHaveProperty("requestState");
  const { result } = await until(send, created.result["taskId"], "completed");
  expect(result).toMatchObject({ structuredContent: { name: "Ann", place: 1 } });
  expect(steps).toEqual(["place"]);
  const without = { "io.modelcontextprotocol/clientCapabilities": { elicitation: {} } };
  const first = await send("tools/call", { name: "late", arguments: {} }, without);
  const plain = await send(
    "tools/call",
    {
      name: "late",
      arguments: {},
      requestState: String(first.result["requestState"]),
      inputResponses: { name: { action: "decline" } },
    },
    without,
  );
  expect(plain.result).toMatchObject({ structuredContent: { name: "none", place: 2 } });
});
