import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@mortise/protocol";
import { coreOf } from "@mortise/server/internal";
import { openDatabase } from "@mortise/storage";
import { openSqlTaskEngine, tasks } from "@mortise/tasks";
import { connect, createServer, ToolError } from "mortise";
import { expect, onTestFinished, test } from "vitest";

/** The address of a database that is not there yet. */
function freshDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), "mortise-operator-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return `sqlite:${join(folder, "tasks.db")}`;
}

test("the program that runs a server sees its tasks, and has a dead one begin again", async () => {
  let fails = true;
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: () => undefined,
    tasks: tasks({ database: freshDatabase(), graceMs: 0 }),
  }).tool("export", { description: "Exports.", task: { attempts: 1 } }, () => {
    if (fails) throw new ToolError("The ledger is closed", { retryAfterMs: 0 });
    return "exported";
  });
  onTestFinished(() => server.close());
  await using client = await connect(server);
  const begun: string[] = [];
  const first = await client.callTool("export", {}, { onTask: ({ id }) => void begun.push(id) });
  expect(first.isError).toBe(true);
  const operator = await coreOf(server).extensions.taskOperator?.();
  const [dead] = (await operator?.list({ states: ["dead"] }))?.tasks ?? [];
  expect(dead).toMatchObject({ taskId: begun[0], kind: "export", attempt: 1, attempts: 1 });

  fails = false;
  expect(await operator?.retry(begun[0] ?? "")).toBe(true);
  const { text } = await client.task(begun[0] ?? "").result();
  expect(text).toBe("exported");
});

test("a server without tasks has no operator, and one on an engine without an operator says so", async () => {
  const plain = createServer({ name: "plain", version: "1.0.0" });
  expect(coreOf(plain).extensions.taskOperator).toBeUndefined();

  await using database = await openDatabase(freshDatabase());
  const engine = await openSqlTaskEngine(database, { clock: systemClock });
  const server = createServer({ name: "own", version: "1.0.0", tasks: tasks({ engine }) });
  onTestFinished(() => server.close());
  const operator = coreOf(server).extensions.taskOperator?.();
  await expect(operator).rejects.toMatchObject({ code: "INVALID_OPTION" });
});
