import { tasks } from "@mortise/tasks";
import { connect, createServer, ToolError } from "mortise";
import { describe, expect, onTestFinished, test } from "vitest";
import { postgres, sqlite } from "./test-store.ts";
import { openWire } from "./wire.ts";

describe.each([postgres, sqlite])("on $name", ({ missing, create }) => {
  const createDesk = () => {
    const { url: database, namespace } = create();
    const attempts: string[] = [];
    const options: Readonly<Record<string, ConstructorParameters<typeof ToolError>[1]>> = {
      plain: {},
      retryable: { retryable: true },
      later: { retryAfterMs: 1 },
      final: { retryAfterMs: 1, retryable: false },
    };
    const server = createServer({
      name: "desk",
      version: "1.0.0",
      log: () => undefined,
      tasks: tasks({ database, namespace, graceMs: 0, sweepMs: 20, pollMs: 100 }),
    });
    const task = { attempts: 3, backoff: 1, maxBackoff: 2 };
    for (const [name, details] of Object.entries(options)) {
      server.tool(name, { description: "Fails.", task }, () => {
        attempts.push(name);
        throw new ToolError(`${name} ${attempts.length}`, details);
      });
    }
    onTestFinished(() => server.close());
    return { server, attempts };
  };

  test.skipIf(missing !== undefined).each([
    ["plain", 1],
    ["retryable", 3],
    ["later", 3],
    ["final", 1],
  ])("a ToolError that is %s lets the handler begin %d times", async (name, times) => {
    const { server, attempts } = createDesk();
    const { create, until } = await openWire(server);
    const { taskId } = await create(name);
    const { result } = await until(taskId, "completed");
    expect(result).toMatchObject({ isError: true });
    expect(JSON.stringify(result)).toContain(`${name} ${times}`);
    expect(JSON.stringify(result)).not.toContain("retryable\\");
    expect(attempts).toHaveLength(times);
  });
});

test("outside of tasks the flag changes nothing, and models do not see it", async () => {
  const results: unknown[] = [];
  for (const details of [{}, { retryable: true }, { retryable: false }]) {
    const server = createServer({ name: "desk", version: "1.0.0", log: () => undefined }).tool(
      "fail",
      { description: "Fails." },
      () => {
        throw new ToolError("Not today", details);
      },
    );
    await using client = await connect(server);
    results.push(await client.callTool("fail").catch((error: Error) => error.message));
  }
  expect(JSON.stringify(results[0])).toContain("Not today");
  expect(JSON.stringify(results[0])).not.toContain("retryable");
  expect(results).toEqual([results[0], results[0], results[0]]);
});
