import type { JsonObject } from "@mortise/protocol";
import { openDatabase } from "@mortise/storage";
import { openSqlTaskOperator, tasks } from "@mortise/tasks";
import type { RequestContext, ServerEvent } from "mortise";
import { createServer, ToolError } from "mortise";
import { describe, expect, onTestFinished, test } from "vitest";
import { postgres, sqlite } from "./test-store.ts";
import { openWire } from "./wire.ts";

type Handler = (context: RequestContext) => unknown;

describe.each([postgres, sqlite])("the error of a step, on $name", ({ missing, create }) => {
  /** Serves one tool, and returns how its task looks from all sides. */
  const serve = async (work: Handler) => {
    const { url: database, namespace } = create();
    const events: ServerEvent[] = [];
    const server = createServer({
      name: "desk",
      version: "1.0.0",
      log: (event) => void events.push(event),
      tasks: tasks({ database, namespace, graceMs: 0, sweepMs: 20, pollMs: 100 }),
    }).tool(
      "work",
      { description: "Works.", task: { attempts: 3, backoff: 1, maxBackoff: 2 } },
      (_input, context) => work(context) as JsonObject,
    );
    onTestFinished(() => server.close());
    const wire = await openWire(server);
    const { taskId } = await wire.create("work");
    const inspect = async () => {
      await using opened = await openDatabase(database);
      await using operator = await openSqlTaskOperator(opened, { namespace });
      return operator.inspect(taskId);
    };
    const get = async () => (await wire.send("tasks/get", { taskId })).result;
    return { events, get, inspect, until: (status: string) => wire.until(taskId, status) };
  };
  const on = test.skipIf(missing !== undefined);

  on.each([
    ["a BigInt", () => 10n, /Step "charge" gave what is not JSON: it is a BigInt/],
    ["a function", () => () => 1, /Step "charge" gave what is not JSON: it is a function/],
    ["NaN", () => Number.NaN, /Step "charge" gave what is not JSON: it is NaN/],
  ])(
    "a step that gives %s has had its effect, and is not done again (temporalio/sdk-go#432) (pydantic/pydantic-ai#6893)",
    async (_what, value, message) => {
      let charged = 0;
      const { get, inspect } = await serve(({ step }) =>
        step("charge", () => {
          charged += 1;
          return value() as never;
        }),
      );
      await expect.poll(async () => (await get())["status"]).toBe("failed");
      expect(await get()).toMatchObject({
        error: { code: -32603, message: expect.stringMatching(message) },
      });
      expect(charged).toBe(1);
      // It begins again once the code is repaired.
      expect(await inspect()).toMatchObject({ isDead: true, attempt: 1 });
    },
  );

  on(
    "a mistake in the use of a context is the same in each attempt, and ends the first",
    async () => {
      let charged = 0;
      const { get } = await serve(async ({ step }) => {
        charged += 1;
        await step("outer", () => step("outer", () => 1));
      });
      await expect.poll(async () => (await get())["status"]).toBe("failed");
      const message = expect.stringMatching(/^Step "outer" is begun inside itself/);
      expect(await get()).toMatchObject({ error: { message } });
      expect(charged).toBe(1);
    },
  );

  on("a ToolError is what it is in a step too: final (inngest/inngest-js#209)", async () => {
    let tries = 0;
    const { until } = await serve(({ step }) =>
      step("ask", () => {
        tries += 1;
        throw new ToolError("There is no such customer");
      }),
    );
    expect(await until("completed")).toMatchObject({ result: { isError: true } });
    expect(tries).toBe(1);
  });

  on(
    "a ToolError in a step is tried again after its own pause (inngest/inngest-js#1518)",
    async () => {
      const { inspect } = await serve(({ step }) =>
        step("ask", () => {
          throw new ToolError("The service is busy", { retryAfterMs: 3_600_000 });
        }),
      );
      await expect.poll(async () => (await inspect())?.phase).toBe("delayed");
      const task = await inspect();
      const [failure] = task?.failedAttempts ?? [];
      const pause = Date.parse(task?.dueAt ?? "") - Date.parse(task?.createdAt ?? "");
      expect(pause).toBeGreaterThanOrEqual(3_600_000);
      expect(failure).toMatchObject({ attempt: 1, message: "The service is busy" });
    },
  );

  on(
    "each failed attempt names its error in the log, and knows which it is (temporalio/sdk-typescript#2291) (mastra-ai/mastra#22492)",
    async () => {
      const attempts: number[] = [];
      const { events, inspect, until } = await serve(({ task }) => {
        attempts.push(task?.attempt ?? 0);
        throw new Error("query failed", {
          cause: new Error(`connection ${attempts.length} ended`),
        });
      });
      expect(await until("completed")).toMatchObject({ result: { isError: true } });
      // (mastra-ai/mastra#22492)
      expect(attempts).toEqual([1, 2, 3]);
      const { failedAttempts } = (await inspect()) ?? {};
      expect(failedAttempts).toEqual(
        events.map(({ id }, index) => ({
          attempt: index + 1,
          kind: "failure",
          message: `The attempt failed unexpectedly: internal error (${id})`,
          at: expect.any(String),
        })),
      );
      expect(events.map(({ message }) => message)).toEqual(
        events.map(({ id }, index) =>
          expect.stringContaining(`(${id}): query failed: connection ${index + 1} ended`),
        ),
      );
    },
  );
});
