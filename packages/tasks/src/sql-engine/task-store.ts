import type { DetailedTask, JsonObject, NewTask } from "@mortise/protocol";
import { canonicalJson } from "@mortise/protocol";
import type { SqlDatabase, SqlRunner } from "@mortise/storage";
import type { GroupedWrites } from "./group.ts";
import type { OwnerStatements } from "./owner-statements.ts";
import { ownerStatements } from "./owner-statements.ts";
import type { TaskStateRow, TaskWorkRow } from "./task-row.ts";
import { toTask } from "./task-row.ts";
import type { TaskSql } from "./task-sql.ts";

/** The least time for which the reason of an expired task can be read. */
const MIN_GRACE_MS = 60_000;

/** A state with its version, which grows with every change. */
export interface VersionedTask {
  readonly version: number;
  readonly task: DetailedTask;
}

/** A task that was just created. */
export interface CreatedTask {
  readonly task: DetailedTask;
  /** Its row, if it is a running one of the creating process already. */
  readonly work?: TaskWorkRow;
}

/** The parts of a {@link TaskStore}. */
export interface TaskStoreParts {
  readonly database: SqlDatabase;
  readonly writes: GroupedWrites;
  readonly sql: TaskSql;
}

interface VersionRow {
  readonly id: string;
  readonly version: number;
}

/** The rows of tasks as their owners use them. */
export class TaskStore {
  readonly #database: SqlDatabase;
  readonly #writes: GroupedWrites;
  readonly #sql: OwnerStatements;

  constructor({ database, writes, sql }: TaskStoreParts) {
    this.#database = database;
    this.#writes = writes;
    this.#sql = ownerStatements(sql);
  }

  /**
   * Stores a task; resolves after the commit. It is a running one of `instance` where no other task is
   * queued.
   */
  async create(id: string, task: NewTask, instance?: string): Promise<CreatedTask> {
    const { owner, kind, revision, input, policy, record, delayMs = 0 } = task;
    const values = [
      id,
      owner,
      kind,
      revision,
      JSON.stringify(input),
      policy.attempts,
      Math.ceil(policy.backoffMs),
      Math.ceil(policy.maxBackoffMs),
      policy.onCrash,
      policy.perOwner ?? null,
      policy.timeoutMs === undefined ? null : Math.ceil(policy.timeoutMs),
      Math.ceil(policy.pollMs),
      Math.ceil(delayMs),
      Math.ceil(policy.ttlMs),
      Math.ceil(Math.max(policy.ttlMs / 10, MIN_GRACE_MS)),
      instance ?? null,
    ];
    const insert = async (runner: SqlRunner): Promise<CreatedTask> => {
      const [row] = await runner.query<TaskStateRow & { phase: string }>(this.#sql.create, values);
      for (const { key, question, answer } of record?.answers ?? []) {
        const recorded = [id, key, canonicalJson(question), JSON.stringify(answer ?? null)];
        await runner.execute(this.#sql.recordAnswer, recorded);
      }
      for (const { name, value } of record?.steps ?? []) {
        await runner.execute(this.#sql.recordStep, [id, name, JSON.stringify({ value })]);
      }
      const created = { task: toTask(row as TaskStateRow) };
      return row?.phase === "running" ? { ...created, work: toWork(id, task) } : created;
    };
    return record === undefined ? this.#writes.one(insert) : this.#writes.several(insert);
  }

  /** Returns the state; `undefined` unless the owner has such a task. */
  async get(owner: string, id: string): Promise<VersionedTask | undefined> {
    const [row] = await this.#database.query<TaskStateRow>(this.#sql.get, [id, owner]);
    return row && { version: row.version, task: toTask(row) };
  }

  /** Returns the states of the tasks that there are. */
  async getAll(ids: readonly string[]): Promise<ReadonlyMap<string, VersionedTask>> {
    const rows = await this.#database.query<TaskStateRow>(this.#sql.getAll, [ids]);
    return new Map(rows.map((row) => [row.id, { version: row.version, task: toTask(row) }]));
  }

  /** Returns the versions of the tasks that there are. */
  async versions(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#database.query<VersionRow>(this.#sql.versions, [ids]);
    return new Map(rows.map(({ id, version }) => [id, version]));
  }

  /**
   * Records answers to open questions. Returns whether the owner has such a task, and whether one of
   * the answers was to an open question.
   */
  answer(
    owner: string,
    id: string,
    responses: JsonObject,
  ): Promise<{ readonly isKnown: boolean; readonly isChanged: boolean }> {
    return this.#writes.several(async (runner) => {
      // The row is locked first, so that a run that parks itself sees these answers or none.
      const [row] = await runner.query<{ phase: string }>(this.#sql.lock, [id, owner]);
      if (!row) return { isKnown: false, isChanged: false };
      if (row.phase === "done") return { isKnown: true, isChanged: false };
      let count = 0;
      for (const [key, answer] of Object.entries(responses)) {
        const values = [id, key, JSON.stringify(answer ?? null)];
        count += await runner.execute(this.#sql.answer, values);
      }
      if (count > 0) await runner.execute(this.#sql.answered, [id]);
      return { isKnown: true, isChanged: count > 0 };
    });
  }

  /** Ends a task that waits, and marks one that runs; returns whether something changed. */
  async cancel(owner: string, id: string): Promise<boolean> {
    const count = await this.#writes.one((runner) => runner.execute(this.#sql.cancel, [id, owner]));
    return count > 0;
  }
}

/** The row of a first attempt. */
function toWork(id: string, { owner, kind, revision, input, policy }: NewTask): TaskWorkRow {
  return {
    id,
    owner,
    kind,
    revision,
    input: JSON.stringify(input),
    attempt: 1,
    failures: 0,
    crashes: 0,
    backoff_ms: Math.ceil(policy.backoffMs),
    max_backoff_ms: Math.ceil(policy.maxBackoffMs),
    timeout_ms: policy.timeoutMs === undefined ? null : Math.ceil(policy.timeoutMs),
  };
}
