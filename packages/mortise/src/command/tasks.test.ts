import { join } from "node:path";
import type { NewTask, TaskEnd, TaskRun } from "@mortise/protocol";
import { openDatabase } from "@mortise/storage";
import { openSqlTaskEngine } from "@mortise/tasks";
import { expect, onTestFinished, test } from "vitest";
import type { CommandLine } from "./fixture/command-line.ts";
import { openCommandLine } from "./fixture/command-line.ts";

const KEY = "a secret of a task of more than 32 characters";

/** A folder with tasks that a server left, and the command beside it. */
async function openDesk(works: Readonly<Record<string, (run: TaskRun) => Promise<TaskEnd>>>) {
  const line = openCommandLine({});
  onTestFinished(() => line[Symbol.dispose]());
  line.write("desk.db", "");
  const url = `sqlite:${join(line.folder, "desk.db")}`;
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  const engine = await openSqlTaskEngine(database, {
    encryption: { keys: [KEY] },
    graceMs: 0,
    sweepMs: 20,
    pollMs: 100,
  });
  onTestFinished(() => engine.close());
  const kinds = new Map(Object.keys(works).map((name) => [name, { revision: "1" }]));
  await engine.work({
    kinds: () => kinds,
    run: (run) => (works[run.kind] as (run: TaskRun) => Promise<TaskEnd>)(run),
  });
  const create = async (kind: string, changes: Partial<NewTask> = {}): Promise<string> => {
    const { taskId } = await engine.create({
      owner: "ann",
      kind,
      revision: "1",
      input: { arguments: { customer: "C-1", password: "hunter2" } },
      policy: {
        attempts: 1,
        backoffMs: 1,
        maxBackoffMs: 1,
        ttlMs: 3_600_000,
        onCrash: "retry",
        pollMs: 1_000,
      },
      ...changes,
    });
    return taskId;
  };
  const until = async (taskId: string, status: string): Promise<void> => {
    await expect
      .poll(async () => (await engine.get("ann", taskId))?.status, { timeout: 60_000 })
      .toBe(status);
  };
  return { line, url, engine, create, until };
}

function run(line: CommandLine, url: string, ...words: readonly string[]) {
  const env = { MORTISE_TASK_KEYS: KEY, DATABASE_URL: url };
  return line.run(["tasks", ...words], { env });
}

const fails = async (): Promise<TaskEnd> => ({
  retry: { code: -32603, message: "closed\u001b[2J for token=abc123" },
});

test("dead tasks are listed, shown without secrets and control characters, and begin again", async () => {
  let isOpen = false;
  const desk = await openDesk({
    export: async ({ journal }) => {
      await journal.step("collect", async () => ({ value: 1 }));
      return isOpen ? { result: {} } : fails();
    },
  });
  const { line, url, create, until } = desk;
  const id = await create("export");
  const other = await create("unknown", { owner: "" });
  await until(id, "failed");
  const listed = await run(line, url, "list");
  expect(listed.out.trim().split("\n")).toEqual([
    expect.stringMatching(
      new RegExp(`^${other}  working \\(queued\\) +unknown  0 starts  .*anonymous$`),
    ),
    expect.stringMatching(
      new RegExp(`^${id}  failed \\(dead\\) +export  1 start, 1 of 1 attempts failed  .*ann$`),
    ),
  ]);
  const dead = await run(line, url, "list", "--state", "dead", "--json");
  expect(JSON.parse(dead.out)).toMatchObject({ tasks: [{ taskId: id, isDead: true }] });
  const { out } = await run(line, url, "show", id);
  expect(out).toContain("tool       export, revision 1");
  expect(out).toContain('arguments  {"customer":"C-1","password":"(redacted)"}');
  expect(out).toContain("step       collect, 11 bytes");
  expect(out).toContain("failure    attempt 1");
  expect(out).not.toMatch(/hunter2|abc123/);
  expect(out).not.toContain("\u001b");
  const shown = await run(line, url, "show", id, "--json");
  expect(JSON.parse(shown.out)).toMatchObject({
    taskId: id,
    arguments: { password: "(redacted)" },
    steps: [{ name: "collect" }],
  });
  expect(shown.out).not.toMatch(/hunter2|abc123/);
  expect(shown.out).not.toContain("\u001b");
  isOpen = true;
  expect(await run(line, url, "retry", id)).toMatchObject({
    code: 0,
    out: `Task ${id} begins again\n`,
  });
  await until(id, "completed");
  expect(await run(line, url, "retry", id)).toMatchObject({
    code: 2,
    err: expect.stringContaining("is not dead"),
  });
  expect(await run(line, url, "cancel", other, "--json")).toMatchObject({ code: 0 });
  const anonymous = await run(line, url, "list", "--owner", "", "--json");
  expect(JSON.parse(anonymous.out)).toMatchObject({ tasks: [{ status: "cancelled" }] });
});

test("without a terminal a purge counts what would go, and deletes with --yes alone", async () => {
  const { line, url, create, until } = await openDesk({ fine: async () => ({ result: {} }) });
  const id = await create("fine");
  await until(id, "completed");
  const open = await create("unknown");
  expect((await run(line, url, "purge", "--dry-run")).out).toContain("1 task would be deleted");
  expect(await run(line, url, "purge")).toMatchObject({
    code: 2,
    err: expect.stringContaining("give --yes"),
  });
  const kept = await run(line, url, "purge", "--older-than", "7d", "--yes", "--json");
  expect(JSON.parse(kept.out)).toEqual({ found: 0, purged: 0 });
  const purged = await run(line, url, "purge", "--yes", "--json");
  expect(JSON.parse(purged.out)).toEqual({ found: 1, purged: 1 });
  const left = await run(line, url, "list", "--json");
  expect(JSON.parse(left.out)).toMatchObject({ tasks: [{ taskId: open }] });
});

test("tasks are moved to another database once no server runs", async () => {
  const { line, url, engine, create } = await openDesk({});
  await create("export");
  const target = `sqlite:${join(line.folder, "next.db")}`;
  const words = ["migrate", "--from", url, "--to", target];
  expect(await run(line, url, ...words)).toMatchObject({
    code: 1,
    err: expect.stringContaining(`process ${process.pid} on `),
  });
  await engine.close();
  expect(await run(line, url, ...words)).toMatchObject({
    code: 0,
    out: "1 task moved. Start the servers on the new database\n",
  });
  const again = await run(line, url, ...words, "--json");
  expect(JSON.parse(again.out)).toEqual({ copied: 0, found: 1 });
});

test("wrong words are refused, each with what to write", async () => {
  const { line, url, create } = await openDesk({});
  const id = await create("export");
  const mistakes: readonly (readonly [readonly string[], string])[] = [
    [["show", "none"], 'There is no task "none"'],
    [["cancel", "none"], 'There is no task "none"'],
    [["list", "--older-than", "soon"], "write 90s, 15m, 6h or 7d"],
    [["list", "--state", "lost"], "none of open, dead"],
    [["list", "--limit", "0"], "no count from 1 to 10000"],
    [["list", "--database", "sqlite:missing.db"], 'There are no tasks at "missing.db"'],
    [["list", "--database", "mysql://ann:secret@db/x"], "begins with"],
    [["list", "--database", "redis://ann:secret@db"], "in queues named tasks.<tool>"],
    [["migrate", "--from", url, "--to", "rediss://ann:secret@db"], "PostgreSQL and SQLite"],
  ];
  for (const [words, message] of mistakes) {
    const { code, err } = await run(line, url, ...words);
    expect({ words, code, err }).toMatchObject({ code: 2, err: expect.stringContaining(message) });
    expect(err).not.toContain("secret@");
  }
  const { code, err } = await line.run(["tasks", "show", id], {
    env: { DATABASE_URL: url, MORTISE_TASK_KEYS: "" },
  });
  expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining("is encrypted by") });
});
