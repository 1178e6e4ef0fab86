import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TaskEngine } from "@mortise/protocol";
import { MortiseError, userStateFolder } from "@mortise/protocol";
import { tasks } from "@mortise/tasks";
import type { ServerEvent } from "mortise";
import { connect, createServer } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { openWire } from "./wire.ts";

/** A server whose tasks are in a file of the test, and its log. */
function createDesk(path = freshPath()) {
  const events: ServerEvent[] = [];
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: (event) => void events.push(event),
    tasks: tasks({ database: `sqlite:${path}`, graceMs: 0 }),
  }).tool("export", { description: "Exports.", task: true }, () => "done");
  onTestFinished(() => server.close());
  return { server, events, path };
}

function freshPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "mortise-tasks-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "tasks.db");
}

test("a server that is made, listed in this process or called without tasks opens no database", async () => {
  const { server, path } = createDesk();
  await using client = await connect(server);
  expect(await client.listTools()).toHaveLength(1);
  await client.close();
  await server.close();
  expect(existsSync(path)).toBe(false);
});

test("a stdio server makes no file for a client that only lists", async () => {
  const folder = dirname(freshPath());
  const program = join(import.meta.dirname, "fixture/stdio-desk.ts");
  await using client = await connect({ command: process.execPath, args: [program], cwd: folder });
  expect(await client.listTools()).toHaveLength(1);
  await client.close();
  expect(readdirSync(folder)).toEqual([]);
});

test("the first task makes the default database, in a folder that git leaves alone", async () => {
  const folder = dirname(freshPath());
  const program = join(import.meta.dirname, "fixture/stdio-desk.ts");
  await using client = await connect({ command: process.execPath, args: [program], cwd: folder });
  const begun: string[] = [];
  const { text } = await client.callTool("export", {}, { onTask: ({ id }) => void begun.push(id) });
  expect([text, begun.length]).toEqual(["done", 1]);
  await client.close();
  expect(readdirSync(join(folder, ".mortise"))).toEqual([".gitignore", "tasks.db"]);
  expect(readFileSync(join(folder, ".mortise/.gitignore"), "utf8")).toBe("*\n");
});

test("a task of an earlier run goes on as soon as the server is served", async () => {
  const first = createDesk();
  const { taskId } = await (await openWire(first.server)).create("export");
  await first.server.close();
  const second = createDesk(first.path);
  const wire = await openWire(second.server);
  expect(await wire.until(taskId, "completed")).toMatchObject({
    result: { content: [{ text: "done" }] },
  });
});

test("a database that cannot be opened is one error in the log, and is tried again", async () => {
  const { server, events, path } = createDesk();
  mkdirSync(path);
  const wire = await openWire(server);
  for (const attempt of [1, 2]) {
    const { error } = await wire.send("tools/call", { name: "export", arguments: {} });
    expect(error, `attempt ${attempt}`).toMatchObject({
      code: -32603,
      message:
        "Tasks are not available: the server cannot open their database now; try again later",
    });
  }
  expect((await wire.send("tasks/get", { taskId: "t" })).error).toMatchObject({ code: -32603 });
  expect(events).toMatchObject([
    {
      level: "error",
      message: `Tasks cannot open their database (sqlite:${path}); calls of tools with task fail until it can be opened`,
    },
  ]);
  rmdirSync(path);
  const { taskId } = await wire.create("export");
  expect(await wire.until(taskId, "completed")).toMatchObject({ status: "completed" });
});

test("calls say that tasks are not available while the database cannot be used, and the log says why once", async () => {
  const fail = (): never => {
    const data = { reason: "unreadable" } as const;
    throw new MortiseError("STORAGE_FAILED", "SQLite failed on /srv/t.db: disk I/O error", {
      data,
    });
  };
  const engine = {
    work: async () => undefined,
    kindsChanged: () => undefined,
    close: async () => undefined,
    create: fail,
    get: fail,
    answer: fail,
    cancel: fail,
    watch: fail,
  };
  const events: ServerEvent[] = [];
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: (event) => void events.push(event),
    tasks: tasks({ engine: engine as unknown as TaskEngine }),
  }).tool("export", { description: "Exports.", task: true }, () => "done");
  onTestFinished(() => server.close());
  const wire = await openWire(server);
  const message =
    "Tasks are not available: the server cannot use their database now; try again later";
  const taskId = "t";
  const notifications = { taskIds: [taskId] };
  for (const attempt of [1, 2, 3]) {
    for (const [method, params] of [
      ["tools/call", { name: "export", arguments: {} }],
      ["tasks/get", { taskId }],
      ["tasks/update", { taskId, inputResponses: { q: 1 } }],
      ["tasks/cancel", { taskId }],
      ["subscriptions/listen", { notifications }],
    ] as const) {
      const { error } = await wire.send(method, params);
      expect(error, `${method}, attempt ${attempt}`).toMatchObject({ code: -32603, message });
    }
  }
  expect(events).toEqual([
    {
      level: "error",
      message: "Tasks cannot use their database",
      error: expect.objectContaining({ message: "SQLite failed on /srv/t.db: disk I/O error" }),
    },
  ]);
});

test("tasks() serves one server, and refuses a database that it cannot know at once", () => {
  const extension = tasks();
  const info = { name: "desk", version: "1.0.0" };
  createServer({ ...info, tasks: extension });
  expect(() => createServer({ ...info, tasks: extension })).toThrow("tasks() serves one server");
  expect(() => tasks({ database: "mysql://user:secret@host/desk" })).toThrow(
    /begins with postgres:\/\/, postgresql:\/\/ or sqlite:, but this one begins with "mysql:"$/,
  );
  expect(() => tasks({ database: "sqlite:" })).toThrow(/names no file/);
  expect(() => tasks({ databse: "sqlite:x" } as never)).toThrow('did you mean "database"?');
});

test("a server that a host starts in the home folder keeps its tasks beside those of others", async () => {
  const home = dirname(freshPath());
  const program = join(import.meta.dirname, "fixture/stdio-desk.ts");
  const env = { HOME: home, XDG_STATE_HOME: "", USERPROFILE: home, LOCALAPPDATA: home };
  const target = { command: process.execPath, args: [program], cwd: home, env };
  const lines: string[] = [];
  await using client = await connect({ ...target, stderr: (line) => void lines.push(line) });
  const { text } = await client.callTool("export");
  expect(text).toBe("done");
  await client.close();
  expect(existsSync(join(home, ".mortise"))).toBe(false);
  const file = userStateFolder({ platform: process.platform, env, home });
  expect(readdirSync(join(file, "tasks"))).toEqual([".gitignore", "desk.db"]);
  expect(lines.join("\n")).toContain(`Tasks are kept in ${join(file, "tasks/desk.db")}`);
});
