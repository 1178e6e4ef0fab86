import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tasks } from "@mortise/tasks";
import { connect, createServer } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { openWire, TASKS } from "./wire.ts";

/** A server with tasks in a file of the test. */
function createDesk(path = freshPath()) {
  const steps: string[] = [];
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: () => undefined,
    tasks: tasks({ database: `sqlite:${path}`, graceMs: 0, sweepMs: 20, pollMs: 100 }),
  })
    .tool(
      "export",
      {
        description: "Exports the history of a customer.",
        input: z.object({ customer: z.string() }),
        task: "required",
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
      "late",
      { description: "Becomes a task on the way.", task: { start: "detach" } },
      async (_input, ctx) => {
        const schema = z.object({ name: z.string() });
        const answer = await ctx.elicit("name", { message: "Name?", schema });
        const place = await ctx.step("place", () => steps.push("place"));
        await ctx.detach();
        return { name: answer.action === "accept" ? answer.content.name : "none", place };
      },
    )
    .tool("hopeless", { description: "Fails always.", task: { attempts: 2, backoff: 1 } }, () => {
      throw new Error("secret");
    });
  onTestFinished(() => server.close());
  return { server, steps, path };
}

function freshPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "mortise-tasks-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "tasks.db");
}

test("a client that does not know tasks waits, or is refused where a task is required", async () => {
  const { server } = createDesk();
  const { send } = await openWire(server);
  const refused = await send(
    "tools/call",
    { name: "export", arguments: { customer: "C" } },
    { meta: {} },
  );
  expect(refused.error).toMatchObject({
    code: -32021,
    data: { requiredCapabilities: { extensions: { [TASKS]: {} } } },
  });
  const { result } = await send("tools/call", { name: "hopeless", arguments: {} }, { meta: {} });
  expect(result).toMatchObject({ resultType: "complete", isError: true });
  for (const method of ["tasks/get", "tasks/update", "tasks/cancel"]) {
    const { error } = await send(method, { taskId: "t", inputResponses: {} }, { meta: {} });
    expect(error).toMatchObject({ code: -32021 });
  }
});

test("a task goes on in a new server on the same file, and its steps are not repeated", async () => {
  const first = createDesk();
  const before = await openWire(first.server);
  const { taskId } = await before.create("export", { customer: "C-2" });
  await before.until(taskId, "input_required");
  await first.server.close();
  const second = createDesk(first.path);
  const after = await openWire(second.server);
  expect(await after.until(taskId, "input_required")).toMatchObject({
    statusMessage: "collected",
  });
  await after.send("tasks/update", {
    taskId: String(taskId),
    inputResponses: { approve: { action: "decline" } },
  });
  const { result } = await after.until(taskId, "completed");
  expect(result).toMatchObject({ structuredContent: { customer: "C-2", answer: "decline" } });
  expect([first.steps, second.steps]).toEqual([["collect C-2"], []]);
});

test("wrong parameters and unknown tasks are refused, each with what to send", async () => {
  const { server } = createDesk();
  const { send } = await openWire(server);
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
  await using client = await connect(server, { tasks: false });
  await expect(client.callTool("export", { customer: "C" })).rejects.toThrow("extension");
});

test("a handler asks while the client waits, and goes on as a task with what it has", async () => {
  const { server, steps } = createDesk();
  const { send, until } = await openWire(server);
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
  const { result } = await until(String(created.result["taskId"]), "completed");
  expect(result).toMatchObject({ structuredContent: { name: "Ann", place: 1 } });
  expect(steps).toEqual(["place"]);
  const without = {
    meta: { "io.modelcontextprotocol/clientCapabilities": { elicitation: {} } },
  };
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
