import { MortiseError, systemRandom } from "@mortise/protocol";
import type { SqlDatabase, SqlRow, SqlRunner, SqlValue } from "@mortise/storage";
import { deleteTasks } from "../sql-engine/delete-tasks.ts";
import { isGone } from "../sql-engine/instance-name.ts";
import { queueStatements } from "../sql-engine/queue-statements.ts";
import { sweepStatements } from "../sql-engine/sweep-statements.ts";
import { taskSchema } from "../sql-engine/task-schema.ts";
import type { TaskSql } from "../sql-engine/task-sql.ts";
import { taskSql } from "../sql-engine/task-sql.ts";

/** The databases of {@link moveTasks}, which stay open. */
export interface MoveTasksOptions {
  /** The database that the tasks leave. */
  readonly from: SqlDatabase;
  /** The database that they go on in. */
  readonly to: SqlDatabase;
  /** The schema, or in SQLite the first part, of the tables in both. Default `mortise`. */
  readonly namespace?: string;
}

/** The outcome of {@link moveTasks}. */
export interface MoveTasksResult {
  /** Tasks that were copied. */
  readonly copied: number;
  /** Tasks that had been copied before. */
  readonly found: number;
}

/** A database with its statements. */
interface Side {
  readonly database: SqlDatabase;
  readonly sql: TaskSql;
}

/** Tasks that one transaction copies. */
const BATCH = 100;

/** The tables whose rows belong to a task. */
const PARTS = ["input", "step", "blob", "failure"] as const;

/**
 * Moves all tasks to another database, with their answers, steps, large payloads and failures.
 *
 * The source keeps its rows, marked as moved, so that no server begins them again there. A task is
 * copied whole or not at all, and once however often this runs. Rejects with MortiseError
 * `INVALID_OPTION` for one database under two names, and with `STORAGE_FAILED` while a server runs on the source, and unless everything arrived.
 */
export async function moveTasks(options: MoveTasksOptions): Promise<MoveTasksResult> {
  const { from, to, namespace = "mortise" } = options;
  for (const database of [from, to]) {
    await database.migrate(taskSchema(database.dialect, namespace));
  }
  const source: Side = { database: from, sql: taskSql(from.dialect, namespace) };
  const target: Side = { database: to, sql: taskSql(to.dialect, namespace) };
  await requireTwo(source, target);
  await forgetGone(source);
  await requireIdle(source);
  await markMoved(source);
  let copied = 0;
  let found = 0;
  for (let after = ""; ; ) {
    const rows = await from.query<SqlRow>(
      `SELECT * FROM ${source.sql.task} WHERE id > $1 ORDER BY id LIMIT ${BATCH}`,
      [after],
    );
    if (rows.length === 0) break;
    const count = await copyBatch(source, target, rows);
    copied += count;
    found += rows.length - count;
    after = idOf(rows.at(-1) as SqlRow);
  }
  await requireIdle(source);
  await requireAllMoved(source);
  return { copied, found };
}

/** Two URLs, paths or hosts may lead to one database, which then shows in one what the other wrote. */
async function requireTwo(source: Side, target: Side): Promise<void> {
  const { register, unregister } = queueStatements(source.sql);
  const probe = `move-${systemRandom.uuid()}`;
  await source.database.execute(register, [probe, 0, "[]"]);
  try {
    const { instances: ofTarget } = queueStatements(target.sql);
    const found = await target.database.query<{ id: string }>(ofTarget);
    if (!found.some(({ id }) => id === probe)) return;
  } finally {
    await source.database.execute(unregister, [probe]);
  }
  throw new MortiseError(
    "INVALID_OPTION",
    "The database that tasks are moved to is the one that they are in; name another one",
    { data: { option: "to" } },
  );
}

/** A process of this machine that has ended runs nothing. */
async function forgetGone({ database, sql }: Side): Promise<void> {
  const { instances, unregister } = queueStatements(sql);
  for (const { id } of await database.query<{ id: string }>(instances)) {
    if (isGone(id, () => true)) await database.execute(unregister, [id]);
  }
}

async function requireIdle({ database, sql }: Side): Promise<void> {
  const { instance, now } = sql;
  const live = await database.query<{ id: string }>(
    `SELECT id FROM ${instance} WHERE until >= ${now} ORDER BY id`,
  );
  if (live.length === 0) return;
  const servers = live.map(({ id }) => describeInstance(id)).join(", ");
  throw new MortiseError(
    "STORAGE_FAILED",
    `Servers run on the database that tasks are moved from: ${servers}. Stop them, and run this again`,
    { data: { reason: "locked" } },
  );
}

function describeInstance(id: string): string {
  const [place = "", pid = ""] = id.split("#");
  return `process ${pid} on ${place.split("|")[0]}`;
}

/** Running tasks of lost processes are given up first, as a sweep does it. */
async function markMoved({ database, sql }: Side): Promise<void> {
  const { lockLost, reclaim, keepCrashes } = sweepStatements(sql);
  const { task, instance, now } = sql;
  await database.transaction(async (runner) => {
    for (;;) {
      const lost = await runner.query<{ id: string }>(lockLost);
      if (lost.length === 0) break;
      const taken = await runner.query<{ id: string }>(reclaim, [lost.map(({ id }) => id)]);
      await runner.execute(keepCrashes, [taken.map(({ id }) => id)]);
    }
    await runner.execute(
      `UPDATE ${task} SET phase = 'moved' WHERE phase NOT IN ('done', 'moved', 'running')
      AND NOT EXISTS (SELECT 1 FROM ${instance} n WHERE n.until >= ${now})`,
    );
  });
}

async function requireAllMoved({ database, sql }: Side): Promise<void> {
  const [row] = await database.query<{ tasks: number }>(
    `SELECT count(*) AS tasks FROM ${sql.task} WHERE phase NOT IN ('done', 'moved')`,
  );
  if ((row?.tasks ?? 0) === 0) return;
  throw new MortiseError(
    "STORAGE_FAILED",
    `A server began to use the database that tasks are moved from, and ${row?.tasks} tasks stayed there. Stop it, and run this again`,
    { data: { reason: "locked" } },
  );
}

/** Copies those tasks that the target does not have; returns how many. */
async function copyBatch(
  { database, sql }: Side,
  target: Side,
  rows: readonly SqlRow[],
): Promise<number> {
  const ids = rows.map(idOf);
  const parts = new Map<string, readonly SqlRow[]>();
  for (const part of PARTS) {
    const text = `SELECT * FROM ${sql[part]} WHERE ${sql.member("task", "$1")}`;
    parts.set(part, await database.query<SqlRow>(text, [ids]));
  }
  const isAsking = new Set(
    (parts.get("input") ?? []).filter((row) => row["answer"] === null).map((row) => row["task"]),
  );
  return target.database.transaction(async (runner) => {
    await forgetMovedAway(runner, target.sql, ids);
    const copied = new Set<unknown>();
    for (const row of rows) {
      const isOpen = row["phase"] === "moved";
      const phase = isAsking.has(row["id"]) && row["ending"] === null ? "waiting" : "delayed";
      const task = { ...row, instance: null, ...(isOpen && { phase }) };
      if ((await insert(runner, target.sql.task, task)) > 0) copied.add(row["id"]);
    }
    for (const part of PARTS) {
      for (const row of parts.get(part) ?? []) {
        if (!copied.has(row["task"])) continue;
        if ((await insert(runner, target.sql[part], row)) === 0) throw strayRow(part, row);
      }
    }
    return copied.size;
  });
}

/** Tasks that were moved from the target to the source come back. */
async function forgetMovedAway(
  runner: SqlRunner,
  sql: TaskSql,
  ids: readonly string[],
): Promise<void> {
  const rows = await runner.query<{ id: string }>(
    `SELECT id FROM ${sql.task} WHERE phase = 'moved' AND ${sql.member("id", "$1")}`,
    [ids],
  );
  const moved = rows.map(({ id }) => id);
  await deleteTasks(runner, sweepStatements(sql), moved);
}

function insert(runner: SqlRunner, table: string, row: SqlRow): Promise<number> {
  const columns = Object.keys(row);
  const places = columns.map((_, index) => `$${index + 1}`).join(", ");
  const text = `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places}) ON CONFLICT DO NOTHING`;
  return runner.execute(
    text,
    columns.map((column) => row[column] as SqlValue),
  );
}

function idOf(row: SqlRow): string {
  return row["id"] as string;
}

function strayRow(part: string, row: SqlRow): MortiseError {
  return new MortiseError(
    "STORAGE_FAILED",
    `The database that tasks are moved to has a ${part} of task ${String(row["task"])} already, but not the task; nothing of this batch was copied`,
    { data: { reason: "constraint" } },
  );
}
