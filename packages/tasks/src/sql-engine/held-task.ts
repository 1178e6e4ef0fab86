import type { InputQuestion, JsonObject, TaskFailure } from "@mortise/protocol";
import { canonicalJson } from "@mortise/protocol";
import type { SqlDatabase, SqlRunner } from "@mortise/storage";
import type { Payloads } from "../payload/payloads.ts";
import type { PayloadSlot, SealedTask } from "../payload/task-sealer.ts";
import type { GroupedWrites } from "./group.ts";
import type { HeldStatements } from "./held-statements.ts";
import type { JournalStatements } from "./journal-statements.ts";

/** The process and the attempt that a running task belongs to. */
export interface Fence extends SealedTask {
  readonly instance: string;
  readonly attempt: number;
}

/** The parts of a {@link HeldTask}. */
export interface HeldTaskParts {
  readonly database: SqlDatabase;
  readonly writes: GroupedWrites;
  readonly held: HeldStatements & JournalStatements;
  readonly payloads: Payloads;
}

/** The final state that an attempt gives its task. */
export type Final =
  | { readonly status: "completed"; readonly result: string }
  | { readonly status: "failed"; readonly error: TaskFailure }
  | { readonly status: "cancelled" };

/** A result, as it is written. */
interface SplitResult {
  readonly inRow: string | null;
  readonly blob?: string;
  readonly hasResult: boolean;
}

/** The latest question under a name of the handler. */
interface QuestionRow {
  readonly key: string;
  readonly round: number;
  readonly question: string;
  readonly answer: string | null;
}

/**
 * The row of a running task, as the process that holds it changes it.
 *
 * Each change is fenced: it does nothing, and returns `false` or `undefined`, once the task belongs
 * to another attempt.
 */
export class HeldTask {
  readonly #database: SqlDatabase;
  readonly #writes: GroupedWrites;
  readonly #sql: HeldStatements & JournalStatements;
  readonly #payloads: Payloads;
  readonly #task: SealedTask;
  readonly #fence: readonly [id: string, instance: string, attempt: number];

  constructor({ database, writes, held, payloads }: HeldTaskParts, fence: Fence) {
    const { id, instance, attempt } = fence;
    this.#task = fence;
    this.#payloads = payloads;
    this.#database = database;
    this.#writes = writes;
    this.#sql = held;
    this.#fence = [id, instance, attempt];
  }

  /**
   * Opens the input of the task, as its row has it.
   *
   * @throws MortiseError `STORAGE_FAILED` for one that was changed.
   */
  openInput(sealed: string): JsonObject {
    return JSON.parse(this.#open("input", sealed));
  }

  /** Sets the message of the task. */
  report(message: string): Promise<boolean> {
    const values = [...this.#fence, this.#seal("message", message)];
    return this.#change((runner) => runner.execute(this.#sql.report, values));
  }

  /** Makes the task one of another revision, whose steps it has from here on. */
  adopt(revision: string): Promise<boolean> {
    const values = [...this.#fence, revision];
    return this.#change((runner) => runner.execute(this.#sql.adopt, values));
  }

  /** Ends the task. */
  end(final: Final, message: string | null): Promise<boolean> {
    const result = this.#toResult(final.status === "completed" ? final.result : null);
    const error =
      final.status === "failed" ? this.#seal("error", JSON.stringify(final.error)) : null;
    const sealed = message === null ? null : this.#seal("message", message);
    const values = [...this.#fence, final.status, result.inRow, error, sealed];
    const end = (runner: SqlRunner): Promise<number> => runner.execute(this.#sql.end, values);
    if (result.blob === undefined) return this.#change(end);
    return this.#writes.several(async (runner) => {
      if ((await end(runner)) === 0) return false;
      await runner.execute(this.#sql.keepResult, [this.#task.id, result.blob as string]);
      return true;
    });
  }

  /** Lets the task begin again after a pause; without an attempt left, ends it with `result`, or with `error`. */
  retry(error: TaskFailure, pauseMs: number, result: string | null): Promise<boolean> {
    const { id } = this.#task;
    const [, , attempt] = this.#fence;
    const { inRow, blob, hasResult } = this.#toResult(result);
    const failure = this.#seal("error", JSON.stringify(error));
    const message = this.#seal("message", error.message);
    const values = [...this.#fence, failure, message, Math.ceil(pauseMs), inRow, hasResult];
    const kept = [id, attempt, this.#seal(`failure ${attempt}`, error.message)];
    return this.#writes.several(async (runner) => {
      if ((await runner.execute(this.#sql.retry, values)) === 0) return false;
      await runner.execute(this.#sql.keepFailure, kept);
      if (blob !== undefined) await runner.execute(this.#sql.keepResult, [id, blob]);
      return true;
    });
  }

  /** Lets the task begin again after a pause, with all its attempts. */
  again(pauseMs: number): Promise<boolean> {
    return this.#change((runner) =>
      runner.execute(this.#sql.again, [...this.#fence, Math.ceil(pauseMs)]),
    );
  }

  /** Gives the task up without using an attempt: it waits for its answers, or is queued at once. */
  park(): Promise<boolean> {
    return this.#writes.several(async (runner) => {
      const held = await runner.query(this.#sql.lockHeld, this.#fence);
      if (held.length === 0) return false;
      return (await runner.execute(this.#sql.park, this.#fence)) > 0;
    });
  }

  /** Returns the answer to `question` under the handler's `name`. */
  async recall(
    name: string,
    question: InputQuestion,
  ): Promise<{ readonly answer: unknown } | undefined> {
    const latest = await this.#latest(this.#database, name);
    if (!latest || latest.answer === null || !this.#isOf(latest, canonicalJson(question))) {
      return undefined;
    }
    return { answer: JSON.parse(this.#open(`answer ${latest.key}`, latest.answer)) };
  }

  /**
   * Opens a question unless it is open already, and returns its key on the wire.
   *
   * Rejects with ProtocolError for one that is larger than a task may hold.
   */
  async ask(name: string, question: InputQuestion): Promise<string | undefined> {
    const text = canonicalJson(question);
    this.#payloads.check("question", text);
    return this.#writes.several(async (runner) => {
      const held = await runner.query(this.#sql.lockHeld, this.#fence);
      if (held.length === 0) return undefined;
      const latest = await this.#latest(runner, name);
      if (latest && latest.answer === null && this.#isOf(latest, text)) return latest.key;
      const [id] = this.#fence;
      for (let round = (latest?.round ?? 0) + 1; ; round += 1) {
        const key = round === 1 ? name : `${name}~${round}`;
        // A name of the handler may look like the key of another's second round.
        const values = [id, key, name, round, this.#seal(`question ${key}`, text)];
        if ((await runner.execute(this.#sql.question, values)) === 0) continue;
        await runner.execute(this.#sql.asking, this.#fence);
        return key;
      }
    });
  }

  /** Returns the answers that there are, by their keys on the wire. */
  async answers(): Promise<ReadonlyMap<string, unknown>> {
    const rows = await this.#database.query<{ key: string; answer: string }>(this.#sql.answersOf, [
      this.#fence[0],
    ]);
    return new Map(
      rows.map(({ key, answer }) => [key, JSON.parse(this.#open(`answer ${key}`, answer))]),
    );
  }

  /** Returns the record of a step: `null` without one, `undefined` for a task that is held no longer. */
  async step(name: string): Promise<string | null | undefined> {
    const values = [...this.#fence, name];
    const [row] = await this.#database.query<{ record: string | null }>(this.#sql.heldStep, values);
    const sealed = row?.record;
    return typeof sealed === "string" ? this.#open(`step ${name}`, sealed) : sealed;
  }

  /**
   * Records a step.
   *
   * Rejects with ProtocolError for one that is larger than a task may hold.
   */
  async keepStep(name: string, record: string): Promise<boolean> {
    this.#payloads.check("step", record);
    const values = [...this.#fence, name, this.#seal(`step ${name}`, record)];
    return this.#change((runner) => runner.execute(this.#sql.keepStep, values));
  }

  /** Returns the number of answers and steps on record. */
  async journalSize(): Promise<number> {
    const [row] = await this.#database.query<{ entries: number }>(this.#sql.journalSize, [
      this.#fence[0],
    ]);
    return row?.entries ?? 0;
  }

  #seal(slot: PayloadSlot, text: string): string {
    return this.#payloads.sealer.seal(this.#task, slot, text);
  }

  #open(slot: PayloadSlot, sealed: string): string {
    return this.#payloads.sealer.open(this.#task, slot, sealed);
  }

  /** Splits a result into what its row holds and what is too large for it. */
  #toResult(result: string | null): SplitResult {
    if (result === null) return { inRow: null, hasResult: false };
    const sealed = this.#seal("result", result);
    const isBlob = this.#payloads.isBlob(sealed);
    return { inRow: isBlob ? null : sealed, hasResult: true, ...(isBlob && { blob: sealed }) };
  }

  /** One that does not open is another question, so that other writes of its group go on. */
  #isOf({ key, question }: QuestionRow, text: string): boolean {
    const { sealer } = this.#payloads;
    return sealer.holds(this.#task, `question ${key}`, { sealed: question, text });
  }

  async #change(write: (runner: SqlRunner) => Promise<number>): Promise<boolean> {
    return (await this.#writes.one(write)) > 0;
  }

  async #latest(runner: SqlRunner, name: string): Promise<QuestionRow | undefined> {
    const values = [this.#fence[0], name];
    const [row] = await runner.query<QuestionRow>(this.#sql.latestQuestion, values);
    return row;
  }
}

/** A running task, as its run changes it: each change does nothing once it is another attempt's. */
export type TaskHold = Pick<HeldTask, keyof HeldTask>;
