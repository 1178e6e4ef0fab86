import type { InputQuestion, TaskFailure } from "@mortise/protocol";
import { canonicalJson } from "@mortise/protocol";
import type { SqlDatabase, SqlRunner } from "@mortise/storage";
import type { GroupedWrites } from "./group.ts";
import type { HeldStatements } from "./held-statements.ts";

/** The process and the attempt that a running task belongs to. */
export interface Fence {
  readonly id: string;
  readonly instance: string;
  readonly attempt: number;
}

/** The parts of a {@link HeldTask}. */
export interface HeldTaskParts {
  readonly database: SqlDatabase;
  readonly writes: GroupedWrites;
  readonly held: HeldStatements;
}

/** The final state that an attempt gives its task. */
export type Final =
  | { readonly status: "completed"; readonly result: string }
  | { readonly status: "failed"; readonly error: TaskFailure }
  | { readonly status: "cancelled" };

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
  readonly #sql: HeldStatements;
  readonly #fence: readonly [id: string, instance: string, attempt: number];

  constructor({ database, writes, held }: HeldTaskParts, { id, instance, attempt }: Fence) {
    this.#database = database;
    this.#writes = writes;
    this.#sql = held;
    this.#fence = [id, instance, attempt];
  }

  /** Sets the message of the task. */
  report(message: string): Promise<boolean> {
    return this.#change((runner) => runner.execute(this.#sql.report, [...this.#fence, message]));
  }

  /** Ends the task. */
  end(final: Final, message: string | null): Promise<boolean> {
    const result = final.status === "completed" ? final.result : null;
    const error = final.status === "failed" ? JSON.stringify(final.error) : null;
    const values = [...this.#fence, final.status, result, error, message];
    return this.#change((runner) => runner.execute(this.#sql.end, values));
  }

  /** Lets the task begin again after a pause; without an attempt left, ends it with `result`, or with `error`. */
  retry(error: TaskFailure, pauseMs: number, result: string | null): Promise<boolean> {
    const pause = Math.ceil(pauseMs);
    const values = [...this.#fence, JSON.stringify(error), error.message, pause, result];
    return this.#change((runner) => runner.execute(this.#sql.retry, values));
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
    if (!latest || latest.answer === null || latest.question !== canonicalJson(question)) {
      return undefined;
    }
    return { answer: JSON.parse(latest.answer) };
  }

  /** Opens a question unless it is open already, and returns its key on the wire. */
  ask(name: string, question: InputQuestion): Promise<string | undefined> {
    const text = canonicalJson(question);
    return this.#writes.several(async (runner) => {
      const held = await runner.query(this.#sql.lockHeld, this.#fence);
      if (held.length === 0) return undefined;
      const latest = await this.#latest(runner, name);
      if (latest && latest.answer === null && latest.question === text) return latest.key;
      const [id] = this.#fence;
      for (let round = (latest?.round ?? 0) + 1; ; round += 1) {
        const key = round === 1 ? name : `${name}~${round}`;
        // A name of the handler may look like the key of another's second round.
        if ((await runner.execute(this.#sql.question, [id, key, name, round, text])) === 0)
          continue;
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
    return new Map(rows.map(({ key, answer }) => [key, JSON.parse(answer)]));
  }

  /** Returns the record of a step: `null` without one, `undefined` for a task that is held no longer. */
  async step(name: string): Promise<string | null | undefined> {
    const values = [...this.#fence, name];
    const [row] = await this.#database.query<{ record: string | null }>(this.#sql.heldStep, values);
    return row?.record;
  }

  /** Records a step. */
  keepStep(name: string, record: string): Promise<boolean> {
    const values = [...this.#fence, name, record];
    return this.#change((runner) => runner.execute(this.#sql.keepStep, values));
  }

  /** Returns the number of answers and steps on record. */
  async journalSize(): Promise<number> {
    const [row] = await this.#database.query<{ entries: number }>(this.#sql.journalSize, [
      this.#fence[0],
    ]);
    return row?.entries ?? 0;
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
