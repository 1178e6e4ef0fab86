import type { ConnectOptions } from "@mortise/client";
import { tasks } from "@mortise/tasks";
import { connect, createServer, listen, ToolError } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createHeldClock } from "./fixture/held-clock.ts";
import { freshPath } from "./test-store.ts";

/** A server whose tools are tasks; `wait` ends with the gate, and `ended` when it is stopped. */
function createDesk(path = freshPath()) {
  const gate = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const marked = { task: { poll: "20ms", backoff: 1 } } as const;
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: () => undefined,
    tasks: tasks({ database: `sqlite:${path}`, graceMs: 0, sweepMs: 20, pollMs: 50 }),
  })
    .tool(
      "export",
      {
        description: "Exports the history of a customer.",
        input: z.object({ customer: z.string() }),
        output: z.object({ customer: z.string(), approved: z.string(), place: z.string() }),
        ...marked,
      },
      async ({ customer }, ctx) => {
        ctx.progress(1, 2, "collected");
        const approve = z.object({ approve: z.boolean() });
        const place = z.object({ place: z.string() });
        const [approved, named] = await Promise.all([
          ctx.elicit("approve", { message: `Export ${customer}?`, schema: approve }),
          ctx.elicit("place", { message: "Where to?", schema: place }),
        ]);
        return {
          customer,
          approved: approved.action,
          place: named.action === "accept" ? named.content.place : "nowhere",
        };
      },
    )
    .tool(
      "wait",
      { description: "Waits for the test.", ...marked },
      async (_input, { signal, progress }) => {
        progress(1, 1, "waiting");
        signal.addEventListener("abort", () => ended.resolve());
        await Promise.race([
          gate.promise,
          new Promise((_resolve, reject) =>
            signal.addEventListener("abort", () => reject(signal.reason)),
          ),
        ]);
        return "waited";
      },
    )
    .tool("refuse", { description: "Refuses.", ...marked }, () => {
      throw new ToolError("not today", { code: "closed" });
    });
  onTestFinished(() => server.close());
  return { server, gate, ended: ended.promise, path };
}

type Desk = ReturnType<typeof createDesk>["server"];

async function reach(server: Desk, transport: "memory" | "http", options: ConnectOptions = {}) {
  if (transport === "memory") {
    const client = await connect(server, options);
    onTestFinished(() => client.close());
    return client;
  }
  const listening = await listen(server, { port: 0 });
  onTestFinished(() => listening.close());
  const client = await connect<Desk>(listening.url, options);
  onTestFinished(() => client.close());
  return client;
}

test("the timeout of a call cancels its task, that of the connection does not count", async () => {
  const { server, gate, ended } = createDesk();
  const clock = createHeldClock();
  const client = await reach(server, "memory", { clock });
  const ids: string[] = [];
  const onTask = ({ id }: { readonly id: string }): void => {
    ids.push(id);
    clock.pass();
  };
  await expect(client.callTool("wait", {}, { timeout: "1h", onTask })).rejects.toMatchObject({
    code: "TIMEOUT",
    data: { timeoutMs: 3_600_000 },
  });
  await expect(client.task(String(ids[0])).result()).rejects.toMatchObject({
    code: "TASK_CANCELLED",
  });
  await ended;
  const hasty = await reach(server, "memory", { timeout: "20s" });
  const late = hasty.callTool("wait", {}, { onTask: () => gate.resolve() });
  expect((await late).text).toBe("waited");
});

test("a wait that is over leaves the task, which a client of another process picks up", async () => {
  const first = createDesk();
  const clock = createHeldClock();
  const client = await reach(first.server, "memory", { clock });
  const waiting = client.callTool("wait", {}, { wait: "1h", onTask: () => clock.pass() });
  const error = await waiting.then(
    () => undefined,
    (reason: unknown) => reason as { readonly code: string; readonly data: { taskId: string } },
  );
  expect(error).toMatchObject({ code: "TIMEOUT", data: { timeoutMs: 3_600_000 } });
  await client.close();
  await first.server.close();
  const second = createDesk(first.path);
  const other = await reach(second.server, "http");
  second.gate.resolve();
  const result = await other.task(String(error?.data.taskId), "wait").result();
  expect(result).toMatchObject({ text: "waited", isError: false });
});

test("the failure of a tool is a value, and one of the protocol is the error of the call", async () => {
  const { server } = createDesk();
  const client = await reach(server, "http");
  expect(await client.callTool("refuse")).toMatchObject({ isError: true });
  await expect(client.callTool("export", { customer: "C" })).rejects.toMatchObject({
    name: "ProtocolError",
    code: -32021,
    data: { requiredCapabilities: { elicitation: expect.anything() } },
  });
});

test("a question that its handler fails to answer ends the call as any question does, and the task", async () => {
  const { server } = createDesk();
  const failure = new Error("the dialog broke");
  const ids: string[] = [];
  const client = await reach(server, "memory", {
    elicit: () => {
      throw failure;
    },
  });
  const call = client.callTool(
    "export",
    { customer: "C" },
    { onTask: ({ id }) => void ids.push(id) },
  );
  await expect(call).rejects.toBe(failure);
  let last: string | undefined;
  for await (const { status } of client.task(String(ids[0])).watch()) last = status;
  expect(last).toBe("cancelled");
});

test("a task that is not there is a typed error in every method", async () => {
  const { server } = createDesk();
  const client = await reach(server, "http");
  const gone = client.task("made-up");
  const expected = {
    code: "TASK_GONE",
    data: { taskId: "made-up" },
    message: expect.stringContaining('There is no task "made-up"'),
  };
  await expect(gone.get()).rejects.toMatchObject(expected);
  await expect(gone.result()).rejects.toMatchObject(expected);
  await expect(gone.update({})).rejects.toMatchObject(expected);
  await expect(gone.cancel()).rejects.toMatchObject(expected);
  await expect(gone.watch().next()).rejects.toMatchObject(expected);
});

test("input can be given by hand, and the states watched", async () => {
  const { server } = createDesk();
  const client = await reach(server, "http", { capabilities: { elicitation: {} } });
  const begun = Promise.withResolvers<string>();
  client
    .callTool("export", { customer: "C-7" }, { onTask: ({ id }) => begun.resolve(id), wait: "1ms" })
    .catch(() => undefined);
  const task = client.task(await begun.promise);
  const answers: Record<string, unknown> = {
    approve: { action: "accept", content: { approve: true } },
    place: { action: "accept", content: { place: "here" } },
  };
  const statuses = new Set<string>();
  for await (const { status, inputRequests } of task.watch()) {
    statuses.add(status);
    for (const key of Object.keys(inputRequests ?? {})) {
      await task.update({ [key]: answers[key] } as never);
    }
  }
  expect([...statuses].at(-1)).toBe("completed");
  expect((await task.result()).structured).toMatchObject({ customer: "C-7", place: "here" });
  expect((await task.get()).status).toBe("completed");
});
