import { existsSync } from "node:fs";
import type { TaskOperator } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { SqlDatabase } from "@mortise/storage";
import { openDatabase, schemeOf, sqlitePath } from "@mortise/storage";
import { openSqlTaskOperator, readTaskKeys } from "@mortise/tasks";
import type { CommandSession } from "../../invocation/command-session.ts";
import type { TasksFlags } from "./tasks-flags.ts";

/** The file that servers use unless they name another database. */
const EMBEDDED = "sqlite:.mortise/tasks.db";

/**
 * Runs `work` on the tasks of the database that the command names, and closes it.
 *
 * Rejects with MortiseError `INVALID_OPTION` for a file that does not exist, since it would be made.
 */
export async function withTasks<Result>(
  { database: named, namespace }: TasksFlags,
  session: CommandSession,
  work: (operator: TaskOperator) => Promise<Result>,
): Promise<Result> {
  const signal = session.interruption.listen();
  const url = named ?? (process.env["DATABASE_URL"] || EMBEDDED);
  await using database = await openExisting(url, named === undefined ? "--database" : undefined);
  const encryption = readTaskKeys(process.env);
  await using operator = await openSqlTaskOperator(database, {
    ...(namespace !== undefined && { namespace }),
    ...(encryption && { encryption }),
  });
  signal.throwIfAborted();
  return await work(operator);
}

/** Opens a database; `hint` is the option that names another one. */
export async function openExisting(url: string, hint?: string): Promise<SqlDatabase> {
  refuseRedis(url);
  if (schemeOf(url) === "sqlite:" && !existsSync(sqlitePath(url))) {
    const help = hint === undefined ? "check the path" : `name another database by ${hint}`;
    throw new MortiseError(
      "INVALID_OPTION",
      `There are no tasks at ${JSON.stringify(sqlitePath(url))}; ${help}`,
    );
  }
  return openDatabase(url);
}

/**
 * Refuses a Redis, which keeps tasks in another form.
 *
 * @throws MortiseError `INVALID_OPTION`
 */
export function refuseRedis(url: string): void {
  if (!/^rediss?:$/.test(schemeOf(url))) return;
  throw new MortiseError(
    "INVALID_OPTION",
    "mortise tasks works on PostgreSQL and SQLite, and this URL is of a Redis. Tasks on BullMQ are counted by the metrics mortise.task.*, their jobs are in the dashboards of BullMQ, in queues named tasks.<tool>, and their clients cancel them",
  );
}

/** Makes the error for an id without a task. */
export function unknownTask(id: string): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    `There is no task ${JSON.stringify(id)}; mortise tasks list shows those that there are`,
  );
}
