import type { TaskEnd, TaskRun } from "@mortise/protocol";
import type { SqlDatabase, SqlRunner, SqlValue, Statement } from "@mortise/storage";
import { describe, expect, test } from "vitest";
import { ended, newTask, OWNER, question, textOf, until, workerOf } from "./fixture/task-kit.ts";
import { postgres, sqlite } from "./test-store.ts";

/** Tasks that ended long ago, enough for a database to tell that nearly all tasks have. */
const STORED = 20_000;

/** Statements of the life of tasks, and of sweeps. */
const EXPECTED = [
  ...["create", "claim", "get", "cancel", "lock", "answer", "answered", "retry", "park", "end"],
  ...["held-step", "keep-step", "keep-failure", "asking", "next-due", "promote"],
  ...["lost", "expire", "purgeable", "forget-instances", "unreadable"],
];
const FAR = { timeout: 600_000 };

/** The statements that an engine runs, by their names, each with the values of one call. */
type StatementCalls = Map<string, { readonly text: string; readonly values: readonly SqlValue[] }>;

/** A database that notes the prepared statements. */
function noteCalls(database: SqlDatabase, calls: StatementCalls): SqlDatabase {
  const note = (statement: Statement | string, values: readonly SqlValue[] = []): void => {
    if (typeof statement !== "string") calls.set(statement.name, { text: statement.text, values });
  };
  const noting = (runner: SqlRunner): SqlRunner => ({
    query: (statement, values) => {
      note(statement, values);
      return runner.query(statement, values);
    },
    execute: (statement, values) => {
      note(statement, values);
      return runner.execute(statement, values);
    },
  });
  return {
    ...noting(database),
    dialect: database.dialect,
    transaction: (work, options) => database.transaction((runner) => work(noting(runner)), options),
    tryAlone: (name, work) => database.tryAlone(name, (runner) => work(noting(runner))),
    migrate: (schema) => database.migrate(schema),
    openBus: (channel) => database.openBus(channel),
    close: () => database.close(),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** Copies a task that has ended. */
async function fill(database: SqlDatabase, table: string): Promise<void> {
  const rows = await database.query(`SELECT * FROM ${table} WHERE phase = 'done' LIMIT 1`);
  const rest = Object.keys(rows[0] ?? {})
    .filter((column) => column !== "id")
    .join(", ");
  await database.execute(
    `INSERT INTO ${table} (id, ${rest})
    WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < ${STORED})
    SELECT 't-copy-' || n, ${rest} FROM copy, ${table} WHERE id = $1`,
    [String(rows[0]?.["id"])],
  );
  // PostgreSQL does it by itself, SQLite never.
  if (database.dialect.name === "postgres") await database.execute(`ANALYZE ${table}`);
}

/** Returns the lines of a plan that read tasks which have ended. */
async function findReading(
  database: SqlDatabase,
  [name, { text, values }]: [string, { text: string; values: readonly SqlValue[] }],
): Promise<string[]> {
  if (database.dialect.name === "sqlite") {
    const plan = await database.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, values);
    const bad = plan.filter(
      ({ detail }) =>
        /^SCAN (?:mortise_task|t|r)\b/.test(detail) &&
        !/mortise_task_(?:queued|delayed|running|expiry|purge)/.test(detail),
    );
    return bad.map(({ detail }) => `${name}: ${detail}`);
  }
  const plan = await database.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
  const lines = plan.map((row) => row["QUERY PLAN"]);
  // An index that a statement does not name is one of a phase, in place of the key.
  const isNamed = /CASE (?:\w+\.)?phase/.test(text) || /purge_at <=/.test(text);
  return lines
    .filter(
      (line) =>
        /Seq Scan on task\b/.test(line) ||
        (!isNamed && /_task_(?:queued|delayed|running|expiry)/.test(line)),
    )
    .map((line) => `${name}: ${line.trim()}`);
}

describe.skipIf(postgres.missing !== undefined).each([postgres, sqlite])(
  "tasks beside many that have ended, on $name",
  ({ create }) => {
    test("no statement of an engine reads those that have ended", async () => {
      const store = create();
      const database = await store.openDatabase();
      const calls: StatementCalls = new Map();
      const isNoted = (name: string): boolean => calls.has(`${store.namespace}.task.${name}`);
      const engine = await store.openOn(noteCalls(database, calls), { parkAfterMs: 1 });
      const works = {
        plain: async () => textOf("done"),
        again: async ({ attempt }: TaskRun): Promise<TaskEnd> =>
          attempt === 1 ? { retry: { code: -32000, message: "again" } } : textOf("done"),
        asking: async ({ journal, report }: TaskRun): Promise<TaskEnd> => {
          await journal.step("first", async () => ({ value: 1 }));
          report("half");
          const asked = question("Go on?");
          if ((await journal.recall("q", asked)) === undefined) await journal.ask("q", asked);
          return textOf("done");
        },
      };
      await engine.work(workerOf(works, { perOwner: 2 }));
      await ended(engine, await engine.create(newTask("plain")));
      await fill(database, database.dialect.table(store.namespace, "task"));
      const later = await engine.create(newTask("plain", { delayMs: 3_600_000 }));
      await engine.cancel(OWNER, later.taskId);
      await ended(engine, await engine.create(newTask("again")));
      const asking = await engine.create(newTask("asking", { policy: { perOwner: 2 } }));
      const asked = await until(engine, asking, ({ status }) => status === "input_required");
      await expect.poll(() => isNoted("park"), FAR).toBe(true);
      const [key = ""] = Object.keys((asked as { inputRequests?: object }).inputRequests ?? {});
      await engine.answer(OWNER, asking.taskId, { [key]: { action: "accept", content: {} } });
      await ended(engine, asking);
      await expect.poll(() => EXPECTED.filter((name) => !isNoted(name)), FAR).toEqual([]);
      const found = await Promise.all([...calls].map((one) => findReading(database, one)));
      expect(found.flat()).toEqual([]);
    });
  },
);
