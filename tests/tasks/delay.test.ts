import { tasks } from "@mortise/tasks";
import type { ServerEvent } from "mortise";
import { createServer } from "mortise";
import { describe, expect, onTestFinished, test } from "vitest";
import { postgres, sqlite } from "./test-store.ts";
import { openWire } from "./wire.ts";

describe.each([postgres, sqlite])("on $name", ({ missing, create }) => {
  const createServerWith = (delay: "1h" | 30) => {
    const { url: database, namespace } = create();
    const begun: number[] = [];
    const server = createServer({
      name: "desk",
      version: "1.0.0",
      log: () => undefined,
      tasks: tasks({ database, namespace, graceMs: 0, sweepMs: 20, pollMs: 100 }),
    })
      .tool("remind", { description: "Reminds of it later.", task: { delay } }, () =>
        begun.push(Date.now()),
      )
      .tool(
        "later",
        { description: "Asks when.", task: { start: "detach", delay: 1 } },
        async (_input, ctx) => {
          const times = await ctx.step("once", () => begun.push(0));
          await ctx.detach({ delay });
          return `${times} time, then ${begun.push(1)}`;
        },
      );
    onTestFinished(() => server.close());
    return { server, begun };
  };

  test.skipIf(missing !== undefined)(
    "a task with a delay says when it begins, and others go before",
    async () => {
      const { server, begun } = createServerWith("1h");
      const { create, send } = await openWire(server);
      const { taskId, createdAt, status, statusMessage } = await create("remind");
      const due = new Date(Date.parse(String(createdAt)) + 3_600_000).toISOString();
      expect({ status, statusMessage }).toEqual({
        status: "working",
        statusMessage: `The task begins at ${due}`,
      });
      const detached = await create("later");
      expect(detached["statusMessage"]).toContain("The task begins at ");
      const { result } = await send("tasks/get", { taskId });
      expect(result["statusMessage"]).toBe(statusMessage);
      await send("tasks/cancel", { taskId });
      expect((await send("tasks/get", { taskId })).result).toMatchObject({ status: "cancelled" });
      expect(begun).toEqual([0]);
    },
  );

  test.skipIf(missing !== undefined)("a task begins when its delay is over", async () => {
    const { server } = createServerWith(30);
    const { create, until } = await openWire(server);
    const remind = await create("remind");
    const { result } = await until(remind.taskId, "completed");
    expect(result).toMatchObject({ content: [{ text: "1" }] });
    const later = await create("later");
    const ended = await until(later.taskId, "completed");
    expect(ended["result"]).toMatchObject({ content: [{ text: "2 time, then 3" }] });
    expect(ended["statusMessage"]).toBeUndefined();
  });
});

test("a delay that is none, or that outlasts the task, is refused", async () => {
  const refused: string[] = [];
  const { url: database } = sqlite.create();
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: () => undefined,
    tasks: tasks({ database }),
  }).tool(
    "later",
    { description: "Asks when.", task: { start: "detach", ttl: "1h" } },
    async (_input, { detach }) => {
      for (const delay of ["1h", "soon", -1] as never[]) {
        await detach({ delay }).catch((error: Error) => refused.push(error.message));
      }
      return "now";
    },
  );
  onTestFinished(() => server.close());
  const { send } = await openWire(server);
  await send("tools/call", { name: "later", arguments: {} });
  expect(refused).toEqual([
    'ctx.detach, delay: "1h" is not shorter than the ttl of the tool (3600000 ms)',
    expect.stringContaining('ctx.detach, delay: "soon" is not a duration'),
    expect.stringContaining("ctx.detach, delay: -1 is not a duration"),
  ]);
});

test("a step that makes its call a task is refused, since the task begins with the steps that are done", async () => {
  const { url: database } = sqlite.create();
  const log: ServerEvent[] = [];
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: (event) => log.push(event),
    tasks: tasks({ database }),
  }).tool("later", { description: "Asks.", task: { start: "detach" } }, (_input, ctx) =>
    ctx.step("plan", async () => {
      await ctx.detach();
    }),
  );
  onTestFinished(() => server.close());
  const { send } = await openWire(server);
  const { result } = await send("tools/call", { name: "later", arguments: {} });
  expect(result).toMatchObject({ isError: true });
  expect(log).toContainEqual(
    expect.objectContaining({
      error: expect.objectContaining({
        code: "INVALID_DEFINITION",
        message:
          'Becoming a task inside step "plan" would wait for the end of the step; do it before or after the step',
      }),
    }),
  );
});
