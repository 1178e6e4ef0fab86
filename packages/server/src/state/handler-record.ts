import type { InputQuestion, StepRecord } from "./input-journal.ts";

/** The answers and steps that a run of a handler has had so far. */
export interface HandlerRecord {
  /** The raw answers that were usable, each with the question as it was shown. */
  readonly answers: readonly {
    readonly key: string;
    readonly question: InputQuestion;
    readonly answer: unknown;
  }[];
  /** The steps that have ended, by name. */
  readonly steps: readonly ({ readonly name: string } & StepRecord)[];
}
