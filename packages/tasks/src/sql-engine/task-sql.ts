import { ErrorCode } from "@mortise/protocol";
import type { SqlDialect, Statement } from "@mortise/storage";
import type { TaskTables } from "./task-schema.ts";
import { taskTables } from "./task-schema.ts";

/** Rows that one statement of a sweep changes, so that it ends in time. */
export const SWEEP_BATCH = 500;

/** The failure of a task whose time is over. */
export const EXPIRED = "The task did not end within its time to live";

/** The parts of which the statements of tasks are made, on one database. */
export interface TaskSql extends TaskTables {
  /** The database's time, so that processes with different clocks agree. */
  readonly now: string;
  readonly forUpdate: string;
  readonly skipLocked: string;
  /** The columns of the state on the wire, and the owner. */
  readonly state: string;
  /** The columns that a run needs. */
  readonly work: string;
  /** The fence: a process changes a running task only while the row names it and its attempt. */
  readonly held: string;
  /** The assignments that go with every change that the owner sees. */
  readonly changed: string;
  /** Whether the attempt that ends now is the last. */
  readonly isSpent: string;
  /** Whether a task that is cancelled or expires runs once more, to end what it began elsewhere. */
  readonly cleans: string;
  /** Whether the end of the present attempt is the end of the task, because it was cancelled or has expired. */
  readonly isOver: string;
  /** The assignments that give a task all its attempts to end what it began elsewhere. */
  readonly anew: string;
  /** The assignments that cancel a task. */
  readonly cancelled: string;
  /** The error of a task whose time is over, as the column has it. */
  readonly expired: string;
  /** The error of a task whose last process was lost. */
  readonly lost: string;
  /** Whether the process of a parameter has a lease, without which its tasks would be taken away at once. */
  readonly isLeased: (parameter: string) => string;
  /** Whether `column` is one of the texts of a parameter. */
  readonly member: (column: string, parameter: string) => string;
  /** The texts of a column with a list of them, as `value` of the table `e`. */
  readonly each: (column: string) => string;
  /** Whether the task `id` has an open question. */
  readonly open: (id: string) => string;
  /** Names a statement. */
  readonly make: (name: string, text: string) => Statement;
}

/** Writes the parts of statements for the tables of `namespace`. */
export function taskSql(dialect: SqlDialect, namespace: string): TaskSql {
  const tables = taskTables(dialect, namespace);
  const { input, blob } = tables;
  const blobOf = (slot: string): string =>
    `(SELECT b.body FROM ${blob} b WHERE b.task = id AND b.slot = '${slot}')`;
  const { now, forUpdate, skipLocked } = dialect;
  const isPostgres = dialect.name === "postgres";
  const questions = isPostgres
    ? "json_object_agg(i.key, i.question)::text"
    : "json_group_object(i.key, i.question)";
  const changed = `updated_at = ${now}, version = version + 1`;
  const cleans = "(cleanup = 1 AND attempt > 0)";
  const anew = `failures = CASE WHEN ${cleans} THEN 0 ELSE failures END,
      crashes = CASE WHEN ${cleans} THEN 0 ELSE crashes END`;
  return {
    ...tables,
    now,
    forUpdate,
    skipLocked,
    state: `id, owner, sealed_by, status, message, error, created_at, updated_at, ttl_ms, poll_ms, version,
      CASE WHEN phase = 'delayed' AND attempt = 0 THEN run_at END AS begins_at,
      CASE WHEN status = 'completed' AND result IS NULL THEN ${blobOf("result")} ELSE result END AS result,
      CASE WHEN status = 'input_required' THEN
        (SELECT ${questions} FROM ${input} i WHERE i.task = id AND i.answer IS NULL) END AS open`,
    work: `id, sealed_by, owner, kind, revision, attempt, attempts, failures, crashes, backoff_ms, max_backoff_ms,
      timeout_ms, created_at, trace, ending, cleanup, CASE WHEN input = '' THEN ${blobOf("input")} ELSE input END AS input`,
    held: "id = $1 AND instance = $2 AND attempt = $3 AND phase = 'running'",
    changed,
    isSpent: "failures + crashes + 1 >= attempts",
    cleans,
    isOver: "(ending IS NOT NULL AND cleanup = 0)",
    cancelled: `status = CASE WHEN phase = 'running' THEN status WHEN ${cleans} THEN 'working' ELSE 'cancelled' END,
      phase = CASE WHEN phase = 'running' THEN phase WHEN ${cleans} THEN 'queued' ELSE 'done' END,
      ${anew}, ending = 'cancelled', ${changed}`,
    anew,
    expired: failure(EXPIRED),
    lost: failure("The process that ran the task ended, and no attempt is left"),
    isLeased: (parameter) =>
      `EXISTS (SELECT 1 FROM ${tables.instance} n WHERE n.id = ${parameter} AND n.until >= ${now})`,
    member: (column, parameter) =>
      isPostgres
        ? `${column} = ANY(${parameter}::text[])`
        : `${column} IN (SELECT value FROM json_each(${parameter}))`,
    each: (column) =>
      isPostgres
        ? `json_array_elements_text(${column}::json) AS e(value)`
        : `json_each(${column}) AS e`,
    open: (id) => `EXISTS (SELECT 1 FROM ${input} i WHERE i.task = ${id} AND i.answer IS NULL)`,
    make: (name, text) => ({ name: `${namespace}.task.${name}`, text }),
  };
}

function failure(message: string): string {
  return `'${JSON.stringify({ code: ErrorCode.InternalError, message })}'`;
}
