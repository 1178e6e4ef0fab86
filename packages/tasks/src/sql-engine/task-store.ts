import type { DetailedTask, HandlerRecord, JsonObject, NewTask } from "@mortise/protocol";
import { canonicalJson } from "@mortise/protocol";
import type { SqlDatabase, SqlRunner } from "@mortise/storage";
import { checkName } from "../payload/check-name.ts";
import type { Payloads } from "../payload/payloads.ts";
import type { SealedTask, TaskSealer } from "../payload/task-sealer.ts";
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
  readonly owner: string;
  readonly version: number;
  readonly task: DetailedTask;
}

/** A task that was just created. */
export interface CreatedTask {
  readonly task: DetailedTask;
  /** Its row, if it is a running one of the creating process already. */
  readonly work?: TaskWorkRow;
}

/** The values of rows that a record becomes. */
interface RecordedRows {
  readonly answers: readonly (readonly string[])[];
  readonly steps: readonly (readonly string[])[];
}

/** The parts of a {@link TaskStore}. */
export interface TaskStoreParts {
  readonly database: SqlDatabase;
  readonly writes: GroupedWrites;
  readonly sql: TaskSql;
  readonly payloads: Payloads;
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
  readonly #payloads: Payloads;

  constructor({ database, writes, sql, payloads }: TaskStoreParts) {
    this.#payloads = payloads;
    this.#database = database;
    this.#writes = writes;
    this.#sql = ownerStatements(sql);
  }

  /**
   * Stores a task; resolves after the commit. It is a running one of `instance` where no other task is
   * queued.
   *
   * Rejects with ProtocolError for input, an answer or a step that is larger than a task may hold.
   */
  async create(id: string, task: NewTask, instance?: string): Promise<CreatedTask> {
    const { owner, kind, revision, policy, record, trace, delayMs = 0 } = task;
    const { sealer } = this.#payloads;
    const sealed: SealedTask = { id, sealed_by: sealer.newest };
    const input = sealer.seal(sealed, "input", this.#payloads.write("arguments", task.input));
    const isBlob = this.#payloads.isBlob(input);
    const entries = this.#toEntries(sealed, record);
    const values = [
      id,
      owner,
      kind,
      revision,
      isBlob ? "" : input,
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
      sealed.sealed_by,
      trace ? JSON.stringify(trace) : null,
      policy.cleanup ? 1 : 0,
    ];
    const insert = async (runner: SqlRunner): Promise<CreatedTask> => {
      const [row] = await runner.query<TaskStateRow & { phase: string }>(this.#sql.create, values);
      if (isBlob) await runner.execute(this.#sql.keepInput, [id, input]);
      for (const answer of entries.answers) await runner.execute(this.#sql.recordAnswer, answer);
      for (const step of entries.steps) await runner.execute(this.#sql.recordStep, step);
      const created = { task: toTask(row as TaskStateRow, sealer) };
      if (row?.phase !== "running") return created;
      return { ...created, work: toWork({ ...sealed, input, created_at: row.created_at }, task) };
    };
    const isOne = record === undefined && !isBlob;
    return isOne ? this.#writes.one(insert) : this.#writes.several(insert);
  }

  /** Returns the state; `undefined` unless the owner has such a task. */
  async get(owner: string, id: string): Promise<VersionedTask | undefined> {
    if (!isText(id)) return undefined;
    const [row] = await this.#database.query<TaskStateRow>(this.#sql.get, [id, owner]);
    return row && toVersioned(row, this.#payloads.sealer);
  }

  /** Returns the states of the tasks that there are, and that this process can read. */
  async getAll(ids: readonly string[]): Promise<ReadonlyMap<string, VersionedTask>> {
    const { sealer } = this.#payloads;
    const rows = await this.#database.query<TaskStateRow>(this.#sql.getAll, [ids]);
    const readable = rows.filter((row) => sealer.canOpen(row));
    return new Map(readable.map((row) => [row.id, toVersioned(row, sealer)]));
  }

  /** Returns the versions of the tasks that there are. */
  async versions(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#database.query<VersionRow>(this.#sql.versions, [ids]);
    return new Map(rows.map(({ id, version }) => [id, version]));
  }

  /**
   * Records answers to open questions. Returns whether the owner has such a task, and whether one of
   * the answers was to an open question.
   *
   * Rejects with ProtocolError for an answer that is larger than a task may hold, or nested too deep.
   */
  async answer(
    owner: string,
    id: string,
    responses: JsonObject,
  ): Promise<{ readonly isKnown: boolean; readonly isChanged: boolean }> {
    if (!isText(id)) return { isKnown: false, isChanged: false };
    const { sealer } = this.#payloads;
    // A request may have more keys than a transaction should have statements.
    const open = await this.#database.query<{ key: string }>(this.#sql.openKeys, [id, owner]);
    const given = open
      .filter(({ key }) => Object.hasOwn(responses, key))
      .map(({ key }) => ({ key, json: this.#payloads.write("answer", responses[key]) }));
    const { unreadable, ...answered } = await this.#writes.several(async (runner) => {
      // The row is locked first, so that a run that parks itself sees these answers or none.
      const [row] = await runner.query<SealedTask & { phase: string }>(this.#sql.lock, [id, owner]);
      if (!row) return { isKnown: false, isChanged: false };
      if (row.phase === "done") return { isKnown: true, isChanged: false };
      // Other writes of the group must not fail with this one.
      if (!sealer.canOpen(row)) return { isKnown: true, isChanged: false, unreadable: row };
      let count = 0;
      for (const { key, json } of given) {
        const values = [id, key, sealer.seal(row, `answer ${key}`, json)];
        count += await runner.execute(this.#sql.answer, values);
      }
      if (count > 0) await runner.execute(this.#sql.answered, [id]);
      return { isKnown: true, isChanged: count > 0 };
    });
    if (unreadable) sealer.requireKey(unreadable);
    return answered;
  }

  #toEntries(task: SealedTask, record: HandlerRecord | undefined): RecordedRows {
    const { sealer } = this.#payloads;
    const answers = (record?.answers ?? []).map(({ key, question, answer }) => {
      checkName("question", key);
      const asked = canonicalJson(question);
      this.#payloads.check("question", asked);
      const given = this.#payloads.write("answer", answer);
      const sealed = [
        sealer.seal(task, `question ${key}`, asked),
        sealer.seal(task, `answer ${key}`, given),
      ];
      return [task.id, key, ...sealed];
    });
    const steps = (record?.steps ?? []).map(({ name, value }) => {
      checkName("step", name);
      const json = JSON.stringify({ value });
      this.#payloads.check("step", json);
      return [task.id, name, sealer.seal(task, `step ${name}`, json)];
    });
    return { answers, steps };
  }

  /** Lets a task begin now that waits for something elsewhere; returns whether there is one. */
  async wake(id: string): Promise<boolean> {
    if (!isText(id)) return false;
    return (await this.#writes.one((runner) => runner.execute(this.#sql.wake, [id]))) > 0;
  }

  /** Ends a task that waits, and marks one that runs; returns whether something changed. */
  async cancel(owner: string, id: string): Promise<boolean> {
    if (!isText(id)) return false;
    const count = await this.#writes.one((runner) => runner.execute(this.#sql.cancel, [id, owner]));
    return count > 0;
  }
}

function toVersioned(row: TaskStateRow, sealer: TaskSealer): VersionedTask {
  return { owner: row.owner, version: row.version, task: toTask(row, sealer) };
}

/** The row of a first attempt. */
function toWork(
  stored: Pick<TaskWorkRow, "id" | "sealed_by" | "input" | "created_at">,
  { owner, kind, revision, policy, trace }: NewTask,
): TaskWorkRow {
  return {
    ...stored,
    owner,
    kind,
    revision,
    trace: trace ? JSON.stringify(trace) : null,
    ending: null,
    cleanup: policy.cleanup ? 1 : 0,
    attempt: 1,
    attempts: policy.attempts,
    failures: 0,
    crashes: 0,
    backoff_ms: Math.ceil(policy.backoffMs),
    max_backoff_ms: Math.ceil(policy.maxBackoffMs),
    timeout_ms: policy.timeoutMs === undefined ? null : Math.ceil(policy.timeoutMs),
  };
}

/** No task has the character 0, for which PostgreSQL has no place in a text. */
function isText(text: string): boolean {
  return !text.includes("\0");
}
