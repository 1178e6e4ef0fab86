import { MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";
import type { ToolTask } from "./tool-task.ts";
import { compileToolTask } from "./tool-task.ts";

const compile = (task: unknown): ToolTask =>
  compileToolTask(task as never, "export")?.value as ToolTask;

test("true takes every default, and required refuses clients without tasks", () => {
  expect(compile(true)).toEqual({
    isRequired: false,
    start: "call",
    delayMs: 0,
    revision: "1",
    policy: {
      attempts: 3,
      backoffMs: 1_000,
      maxBackoffMs: 60_000,
      ttlMs: 86_400_000,
      onCrash: "retry",
      pollMs: 1_000,
    },
  });
  expect(compile("required")).toEqual({ ...compile(true), isRequired: true });
  expect(compileToolTask(undefined, "export")).toBeUndefined();
});

test("options are taken in their units", () => {
  const options = { ttl: "8784h", timeout: "1.5s", perOwner: 2, backoff: 0, onCrash: "fail" };
  expect(compile(options).policy).toMatchObject({
    ttlMs: 366 * 86_400_000,
    timeoutMs: 1_500,
    perOwner: 2,
    backoffMs: 0,
    onCrash: "fail",
  });
});

test.each([
  [false, 'false is not true, "required", or an object'],
  ["optional", '"optional" is not true'],
  [null, "null is not true"],
  [{ atempts: 1 }, 'The task of tool export has no option "atempts"; did you mean "attempts"?'],
  [{ attempts: 0 }, "attempts: 0 is not 1 or more"],
  [{ attempts: 1.5 }, "attempts: 1.5 is not 1 or more"],
  [{ perOwner: "2" }, 'perOwner: "2" is not 1 or more'],
  [{ onCrash: "again" }, 'onCrash: "again" is not "retry" or "fail"'],
  [{ start: "later" }, 'start: "later" is not "call" or "detach"'],
  [{ required: "yes" }, 'required: "yes" is not true or false'],
  [{ revision: 2 }, "revision: 2 is not a text"],
  [{ ttl: 0 }, "ttl: 0 is not 1 ms to 366 days"],
  [{ ttl: "9000h" }, 'ttl: "9000h" is not 1 ms to 366 days'],
  [{ ttl: -1 }, "-1 is not a duration"],
  [{ ttl: 2 ** 53 }, "is not 1 ms to 366 days"],
  [{ delay: "24h" }, 'delay: "24h" is not shorter than ttl'],
  [{ delay: "soon" }, '"soon" is not a duration'],
  [{ timeout: 0 }, "timeout: 0 is not a time that leaves the handler some"],
])("%j is refused with what to write", (task, message) => {
  expect(() => compile(task)).toThrow(MortiseError);
  expect(() => compile(task)).toThrow(message);
});

const info = { name: "desk", version: "1.0.0" };

test("a server without tasks warns of a tool with task when it is first served", () => {
  const events: ServerEvent[] = [];
  const server = createServer({ ...info, log: (event) => void events.push(event) }).tool(
    "export",
    { description: "Exports", task: true },
    () => "done",
  );
  expect(events).toEqual([]);
  new ScriptedClient(server);
  new ScriptedClient(server);
  expect(events).toEqual([
    {
      level: "warning",
      message:
        'The tool export has task, and the server has no tasks, so that each call waits for its result; add tasks to createServer: tasks: tasks(), from "mortise/tasks"',
    },
  ]);
});

test("a tool that requires tasks is not served by a server without them", async () => {
  const events: ServerEvent[] = [];
  const server = createServer({ ...info, log: (event) => void events.push(event) }).tool(
    "export",
    { description: "Exports", task: "required" },
    () => "done",
  );
  const message =
    'The tool export requires tasks, and the server has none; add tasks to createServer: tasks: tasks(), from "mortise/tasks"';
  expect(() => new ScriptedClient(server)).toThrow(message);
  expect(() => new ScriptedClient(server)).toThrow(message);
  const response = await server.fetch(new Request("http://127.0.0.1/mcp"));
  expect(response.status).toBe(500);
  expect(events).toMatchObject([{ level: "error", error: { message } }]);
});

test("a tool of a mounted server needs the tasks of the server that mounts it", () => {
  const events: ServerEvent[] = [];
  const log = (event: ServerEvent): void => void events.push(event);
  const inner = createServer({ ...info, log }).tool(
    "export",
    { description: "Exports", task: "required" },
    () => "done",
  );
  const extension = { id: "io.modelcontextprotocol/tasks" };
  const outer = createServer({ ...info, log, tasks: extension }).mount("inner", inner);
  new ScriptedClient(outer);
  expect(events).toEqual([]);
  expect(() => new ScriptedClient(createServer(info).mount("inner", inner))).toThrow(
    "The tool inner_export requires tasks",
  );
});

test("tasks takes the extension and nothing else", () => {
  const given = { id: "com.example/queue" };
  expect(() => createServer({ ...info, tasks: given })).toThrow(
    "tasks takes tasks(), which mortise/tasks exports",
  );
});

test("detach does nothing on a server without tasks", async () => {
  const server = createServer({ ...info, log: () => undefined }).tool(
    "export",
    { description: "Exports", task: { start: "detach" } },
    async (_input, { detach }) => {
      await detach();
      return "done";
    },
  );
  const client = new ScriptedClient(server);
  const { result } = await client.request("tools/call", { name: "export" });
  expect(result).toMatchObject({ content: [{ text: "done" }] });
});
