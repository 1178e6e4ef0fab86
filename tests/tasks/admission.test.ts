import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TaskEngine } from "@mortise/protocol";
import { openDatabase } from "@mortise/storage";
import { openSqlTaskEngine, tasks } from "@mortise/tasks";
import { createServer } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { openWire } from "./wire.ts";

/** An engine that counts the tasks that it is given. */
async function openCounted(): Promise<{ readonly engine: TaskEngine; readonly kinds: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-tasks-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const database = await openDatabase(`sqlite:${join(folder, "tasks.db")}`);
  onTestFinished(() => database.close());
  const engine = await openSqlTaskEngine(database, { graceMs: 0, sweepMs: 20, pollMs: 100 });
  const kinds: string[] = [];
  const create: TaskEngine["create"] = (task) => {
    kinds.push(task.kind);
    return engine.create(task);
  };
  const counted = new Proxy(engine, {
    get: (target, name) => {
      if (name === "create") return create;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  return { engine: counted, kinds };
}

const PLAIN = { meta: { "io.modelcontextprotocol/clientCapabilities": {} } };

/** A server whose calls count what they read. */
async function openDesk() {
  const { engine, kinds } = await openCounted();
  let made = 0;
  const seen: unknown[] = [];
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: () => undefined,
    tasks: tasks({ engine }),
    auth: {
      authenticate: ({ header }) => {
        const id = header("x-user") ?? "ann";
        return { principal: { id, scopes: id === "ben" ? ["export"] : [] } };
      },
    },
  });
  onTestFinished(() => server.close());
  const described = server
    .tool(
      "export",
      {
        description: "Exports.",
        input: z.object({
          customer: z.string(),
          pages: z.number().default(1),
          id: z.string().default(() => `id-${++made}`),
        }),
        task: { backoff: 1 },
      },
      (input, ctx) => {
        seen.push([input, ctx.request.repairs.map(({ path }) => path)]);
        if (seen.length === 1) throw new Error("once");
        return "done";
      },
    )
    .tool(
      "since",
      {
        description: "Exports since a day.",
        input: z.object({ day: z.string().transform((text) => new Date(text)) }),
        task: true,
      },
      ({ day }) => day.toISOString(),
    )
    .tool("secret", { description: "Exports all.", scopes: ["export"], task: true }, () => "done");
  return { wire: await openWire(described), kinds, seen };
}

test("invalid arguments, unknown tools and denied scopes are refused as a plain call is, and nothing is stored", async () => {
  const { wire, kinds, seen } = await openDesk();
  for (const params of [
    { name: "export", arguments: { customr: "C-1" } },
    { name: "export", arguments: { customer: 1, pages: "many" } },
    { name: "since", arguments: {} },
    { name: "exprt", arguments: { customer: "C-1" } },
    { name: "secret", arguments: {} },
  ]) {
    const asTask = await wire.send("tools/call", params);
    expect(asTask).toEqual(await wire.send("tools/call", params, PLAIN));
    expect(asTask.error ?? asTask.result["isError"]).toBeTruthy();
  }
  expect(kinds).toEqual([]);
  expect(seen).toEqual([]);
  const allowed = { name: "secret", arguments: {} };
  const { result } = await wire.send("tools/call", allowed, { headers: { "x-user": "ben" } });
  expect(result).toMatchObject({ resultType: "task" });
  expect(kinds).toEqual(["secret"]);
});

test("defaults and repairs are applied once, and each attempt has the same input", async () => {
  const { wire, seen } = await openDesk();
  const { taskId } = await wire.create("export", { customer: "C-1", pages: "3" });
  const { result } = await wire.until(taskId, "completed");
  const [first, second] = seen;
  const id = expect.stringMatching(/^id-\d+$/);
  expect(first).toEqual([{ customer: "C-1", pages: 3, id }, ["pages"]]);
  expect(second).toEqual(first);
  expect(result).toMatchObject({
    content: [{ text: "done" }],
    _meta: { "dev.mortise/repaired": [{ path: "pages" }] },
  });
});

test("input that JSON cannot hold is made anew by its schema", async () => {
  const { wire } = await openDesk();
  const { taskId } = await wire.create("since", { day: "2026-01-02" });
  expect(await wire.until(taskId, "completed")).toMatchObject({
    result: { content: [{ text: "2026-01-02T00:00:00.000Z" }] },
  });
});

test("a call of a tool that is mounted and renamed is checked behind its new names", async () => {
  const { engine, kinds } = await openCounted();
  const seen: unknown[] = [];
  const inner = createServer({ name: "inner", version: "1.0.0" })
    .use((request, next) => {
      seen.push(request.method);
      return next();
    })
    .tool(
      "export",
      { description: "Exports.", input: z.object({ customer: z.string().min(3) }), task: true },
      ({ customer }) => `${customer} exported`,
    );
  const server = createServer({ name: "outer", version: "1.0.0", tasks: tasks({ engine }) }).mount(
    "crm",
    inner,
    { transform: { tools: { export: { arguments: { customer: { name: "who" } } } } } },
  );
  onTestFinished(() => server.close());
  const wire = await openWire(server);
  const wrong = { name: "crm_export", arguments: { who: "C" } };
  const refused = await wire.send("tools/call", wrong);
  expect(refused).toEqual(await wire.send("tools/call", wrong, PLAIN));
  expect(JSON.stringify(refused.result)).toContain("who");
  expect(kinds).toEqual([]);
  const { taskId } = await wire.create("crm_export", { who: "C-1" });
  expect(await wire.until(taskId, "completed")).toMatchObject({
    result: { content: [{ text: "C-1 exported" }] },
  });
});
