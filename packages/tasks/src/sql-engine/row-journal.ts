import type { Clock, InputJournal, InputQuestion, StepRecord } from "@mortise/protocol";
import { checkName } from "../payload/check-name.ts";
import { tooManySteps } from "../payload/payload-limits.ts";
import type { TaskHold } from "./held-task.ts";
import { insist } from "./insist.ts";

/** The means of a {@link RowJournal} beside its rows. */
export interface RowJournalParts {
  readonly held: TaskHold;
  /** Aborts when the run ends. */
  readonly signal: AbortSignal;
  /** Whether the lease of the run is known to be held at this moment. */
  readonly isHeld: () => boolean;
  readonly clock: Clock;
  /** The most steps and questions of the run. */
  readonly maxSteps: number;
  /** How long a question waits in memory before the run gives its place up. */
  readonly parkAfterMs: number;
  /** Ends the run: it waits for input in the database only, or belongs to this process no longer. */
  readonly end: (why: "parked" | "lost") => void;
  /** Reports that the state of the task has changed. */
  readonly changed: () => void;
  /** Receives errors of the database that are waited out. */
  readonly report: (error: unknown) => void;
}

/** The answers and steps of one attempt, on rows that outlive it. */
export class RowJournal implements InputJournal {
  readonly #parts: RowJournalParts;
  #count = 0;
  readonly #waiting = new Map<string, (answer: unknown) => void>();
  readonly #steps = new Set<Promise<unknown>>();
  readonly #keeping = new Set<Promise<string>>();

  constructor(parts: RowJournalParts) {
    this.#parts = parts;
  }

  /** Whether a question waits for its answer. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  async recall(key: string, question: InputQuestion): Promise<unknown> {
    checkName("question", key);
    const recorded = await this.#insist(() => this.#parts.held.recall(key, question));
    return recorded?.answer;
  }

  async ask(key: string, question: InputQuestion): Promise<unknown> {
    const { held, signal, changed } = this.#parts;
    signal.throwIfAborted();
    this.#countOne();
    const wireKey = await this.#insist(() => held.ask(key, question));
    if (wireKey === undefined) return this.#lose();
    changed();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    // The run may end before the answer is waited for.
    promise.catch(() => undefined);
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    this.#waiting.set(wireKey, resolve);
    const cancel = this.#parkLater();
    try {
      // An answer may have come before there was a place for it.
      await this.#insist(() => this.refresh());
      return await promise;
    } finally {
      cancel();
      this.#waiting.delete(wireKey);
      signal.removeEventListener("abort", abort);
    }
  }

  async keep(): Promise<void> {
    // An answer is on record from the moment that it arrives.
  }

  step(name: string, work: () => Promise<StepRecord>): Promise<StepRecord> {
    const step = this.#step(name, work).finally(() => this.#steps.delete(step));
    this.#steps.add(step);
    step.catch(() => undefined);
    return step;
  }

  /** Hands answers that have arrived to the questions that wait for them. */
  async refresh(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const answers = await this.#parts.held.answers();
    for (const [key, resolve] of this.#waiting) {
      if (answers.has(key)) resolve(answers.get(key));
    }
  }

  /** Resolves once steps that have had their effect are on record. */
  async recorded(): Promise<void> {
    while (this.#keeping.size > 0) await Promise.allSettled(this.#keeping);
  }

  async #step(name: string, work: () => Promise<StepRecord>): Promise<StepRecord> {
    const { held, signal } = this.#parts;
    signal.throwIfAborted();
    checkName("step", name);
    this.#countOne();
    const recorded = await this.#insist(() => held.step(name));
    if (recorded === undefined) return this.#lose();
    if (recorded !== null) return JSON.parse(recorded);
    signal.throwIfAborted();
    // A process that stood still may read an answer from before its lease was over.
    if (!this.#parts.isHeld()) return this.#lose();
    const record = JSON.stringify(await work());
    const keeping = this.#keep(name, record).finally(() => this.#keeping.delete(keeping));
    this.#keeping.add(keeping);
    return JSON.parse(await keeping);
  }

  /** A step is not to be done again only because the database is away for a moment. */
  async #keep(name: string, record: string): Promise<string> {
    const { held } = this.#parts;
    if (await this.#insist(() => held.keepStep(name, record))) return record;
    // It may have been kept by a write of which the answer was lost.
    const kept = await this.#insist(() => held.step(name));
    return kept ?? this.#lose();
  }

  #insist<Result>(call: () => Promise<Result>): Promise<Result> {
    const { clock, signal, report } = this.#parts;
    return insist(call, { clock, signal, report });
  }

  /** Steps that are replayed count too, so that all attempts together have no more on record. */
  #countOne(): void {
    const { maxSteps } = this.#parts;
    this.#count += 1;
    if (this.#count > maxSteps) throw tooManySteps(maxSteps);
  }

  #parkLater(): () => void {
    const { clock, parkAfterMs, end } = this.#parts;
    const park = async (): Promise<void> => {
      // A step that has had its effect is recorded before the run ends.
      while (this.#steps.size > 0) await Promise.allSettled(this.#steps);
      if (this.isWaiting) end("parked");
    };
    return clock.schedule(parkAfterMs, () => void park(), { isBackground: true });
  }

  #lose(): never {
    this.#parts.end("lost");
    throw this.#parts.signal.reason;
  }
}
