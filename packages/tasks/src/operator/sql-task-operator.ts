import type {
  Random,
  TaskFilter,
  TaskInspection,
  TaskOperator,
  TaskPage,
  TaskQueue,
} from "@mortise/protocol";
import { MortiseError, systemClock, systemRandom } from "@mortise/protocol";
import type { SqlDatabase, SqlRunner, SqlValue } from "@mortise/storage";
import type { TaskEncryption } from "../payload/task-sealer.ts";
import { TaskSealer } from "../payload/task-sealer.ts";
import { deleteTasks } from "../sql-engine/delete-tasks.ts";
import type { Hint } from "../sql-engine/hints.ts";
import { Hints } from "../sql-engine/hints.ts";
import type { QueueStatements } from "../sql-engine/queue-statements.ts";
import { queueStatements } from "../sql-engine/queue-statements.ts";
import type { DepthRow } from "../sql-engine/queue-store.ts";
import type { SweepStatements } from "../sql-engine/sweep-statements.ts";
import { sweepStatements } from "../sql-engine/sweep-statements.ts";
import { taskSchema } from "../sql-engine/task-schema.ts";
import { SWEEP_BATCH, taskSql } from "../sql-engine/task-sql.ts";
import type { FailureRow, InspectedRow, QuestionRow, SummaryRow } from "./operator-row.ts";
import { toInspection, toSummary } from "./operator-row.ts";
import type { OperatorStatements } from "./operator-statements.ts";
import { operatorStatements } from "./operator-statements.ts";

/** Settings of {@link openSqlTaskOperator}. */
export interface SqlTaskOperatorOptions {
  /** The schema, or in SQLite the first part, of the tables. Default `mortise`. */
  readonly namespace?: string;
  /** Opens the contents of encrypted tasks; without it, all but `inspect` works. */
  readonly encryption?: TaskEncryption;
  /** Default: the system's. */
  readonly random?: Random;
}

const DEFAULT_LIMIT = 50;

/**
 * Opens the tasks of all owners in `database`, which stays open after `close`, for operators of
 * the server. Servers may be running on it.
 */
export async function openSqlTaskOperator(
  database: SqlDatabase,
  options: SqlTaskOperatorOptions = {},
): Promise<TaskOperator> {
  const { namespace = "mortise", encryption, random = systemRandom } = options;
  const sealer = new TaskSealer(encryption, random);
  await database.migrate(taskSchema(database.dialect, namespace));
  const hints = new Hints({
    database,
    clock: systemClock,
    random,
    // Without hints, servers find changes at their next look.
    report: () => undefined,
    receive: () => undefined,
    missed: () => undefined,
  });
  await hints.listen();
  return new SqlTaskOperator({ database, hints, sealer, namespace });
}

interface OperatorParts {
  readonly database: SqlDatabase;
  readonly hints: Hints;
  readonly sealer: TaskSealer;
  readonly namespace: string;
}

class SqlTaskOperator implements TaskOperator {
  readonly #database: SqlDatabase;
  readonly #hints: Hints;
  readonly #sealer: TaskSealer;
  readonly #sql: OperatorStatements & SweepStatements & Pick<QueueStatements, "depth">;

  constructor({ database, hints, sealer, namespace }: OperatorParts) {
    const sql = taskSql(database.dialect, namespace);
    this.#database = database;
    this.#hints = hints;
    this.#sealer = sealer;
    const { depth } = queueStatements(sql);
    this.#sql = { ...operatorStatements(sql), ...sweepStatements(sql), depth };
  }

  async list(
    filter: TaskFilter,
    { limit = DEFAULT_LIMIT, after }: { readonly limit?: number; readonly after?: string } = {},
  ): Promise<TaskPage> {
    const [time, id] = readCursor(after);
    const values = [...toFilter(filter), time, id, limit + 1];
    const rows = await this.#database.query<SummaryRow>(this.#sql.list, values);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      tasks: page.map(toSummary),
      ...(rows.length > limit && last && { next: `${last.created_at}.${last.id}` }),
    };
  }

  async count(filter: TaskFilter): Promise<number> {
    const [row] = await this.#database.query<{ tasks: number }>(this.#sql.count, toFilter(filter));
    return row?.tasks ?? 0;
  }

  inspect(taskId: string): Promise<TaskInspection | undefined> {
    return this.#database.transaction(async (runner) => {
      const [row] = await runner.query<InspectedRow>(this.#sql.inspect, [taskId]);
      if (!row) return undefined;
      const steps = await runner.query<{ name: string; record: string }>(this.#sql.steps, [taskId]);
      const failures = await runner.query<FailureRow>(this.#sql.failures, [taskId]);
      const questions = await runner.query<QuestionRow>(this.#sql.questions, [taskId]);
      return toInspection({ row, steps, failures, questions }, this.#sealer);
    });
  }

  async retry(
    taskId: string,
    { fromStart = false }: { readonly fromStart?: boolean } = {},
  ): Promise<boolean | undefined> {
    const isRevived = await this.#database.transaction(async (runner) => {
      if ((await runner.execute(this.#sql.revive, [taskId])) === 0) return false;
      await runner.execute(this.#sql.forgetResult, [taskId]);
      if (fromStart) await this.#forgetJournal(runner, taskId);
      return true;
    });
    if (isRevived) this.#give({ about: "state", id: taskId }, { about: "work" });
    return isRevived || this.#orUnknown(taskId);
  }

  async cancel(taskId: string): Promise<boolean | undefined> {
    const count = await this.#database.execute(this.#sql.cancelAny, [taskId]);
    if (count > 0) this.#give({ about: "state", id: taskId }, { about: "order", id: taskId });
    return count > 0 || this.#orUnknown(taskId);
  }

  async purge(
    filter: TaskFilter,
    { isDryRun = false }: { readonly isDryRun?: boolean } = {},
  ): Promise<number> {
    if (isDryRun) {
      const [row] = await this.#database.query<{ tasks: number }>(
        this.#sql.countEnded,
        toFilter(filter),
      );
      return row?.tasks ?? 0;
    }
    for (let count = 0; ; ) {
      const purged = await this.#database.transaction(async (runner) => {
        const rows = await runner.query<{ id: string }>(this.#sql.ended, toFilter(filter));
        const ids = rows.map(({ id }) => id);
        return deleteTasks(runner, this.#sql, ids);
      });
      count += purged;
      if (purged < SWEEP_BATCH) return count;
    }
  }

  async queue(): Promise<TaskQueue> {
    const rows = await this.#database.query<DepthRow>(this.#sql.depth);
    const depth: Record<string, number> = { delayed: 0, queued: 0, running: 0, waiting: 0 };
    for (const { phase, tasks } of rows) if (phase in depth) depth[phase] = tasks;
    const queued = rows.find(({ phase }) => phase === "queued");
    return { depth: depth as TaskQueue["depth"], oldestMs: Math.max(0, queued?.age ?? 0) };
  }

  async close(): Promise<void> {
    await this.#hints.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The outcome of a change that found nothing to change. */
  async #orUnknown(taskId: string): Promise<false | undefined> {
    const known = await this.#database.query(this.#sql.exists, [taskId]);
    return known.length > 0 ? false : undefined;
  }

  async #forgetJournal(runner: SqlRunner, taskId: string): Promise<void> {
    await runner.execute(this.#sql.forgetSteps, [taskId]);
    await runner.execute(this.#sql.forgetInput, [taskId]);
  }

  #give(...hints: readonly Hint[]): void {
    for (const hint of hints) this.#hints.give(hint);
  }
}

/** The six parameters of a filter. */
function toFilter(filter: TaskFilter): SqlValue[] {
  const { states, owner = null, kind = null, olderThanMs = null, newerThanMs = null } = filter;
  return [owner, kind, olderThanMs, newerThanMs, states ? "some" : "all", states ?? []];
}

function readCursor(after: string | undefined): [number | null, string | null] {
  if (after === undefined) return [null, null];
  const [, time, id] = /^(\d{1,15})\.(.+)$/.exec(after) ?? [];
  if (time !== undefined && id !== undefined) return [Number(time), id];
  throw new MortiseError("INVALID_OPTION", `${JSON.stringify(after)} begins no page of this list`);
}
