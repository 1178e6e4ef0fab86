/** A request of the server for input from its client, as it goes on the wire. */
export interface InputQuestion {
  /** Such as `elicitation/create`. */
  readonly method: string;
  /** The parameters of the request to the client. */
  readonly params: object;
}

/** The recorded value of a step; without a member for `undefined`. */
export interface StepRecord {
  /** JSON. */
  readonly value?: unknown;
}

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

/**
 * Keeps the answers of the client and the values of steps for one run of a handler.
 *
 * A live journal asks over a back channel and keeps nothing; a sealed one ends the run and finds the
 * answer in the next request (2026-07-28, Multi Round-Trip Requests); a durable one keeps rows, so
 * that a handler goes on after a restart. The handler's code is the same for all of them.
 */
export interface InputJournal {
  /**
   * Resolves with the raw answer to `question` that is on record under `key`; `undefined` without one.
   *
   * An answer counts only for the question that was shown: one to another method or with other
   * parameters under the same key is no answer, so that no user agrees to what they were not shown.
   */
  recall(key: string, question: InputQuestion): Promise<unknown>;
  /**
   * Asks the client and resolves with its raw answer.
   *
   * A journal that cannot wait ends the run instead: it aborts the request, and the promise rejects
   * with the reason. With `refused`, the reason why the last answer was not usable, it asks again, and
   * the message of `question` has the reason in it; one that ends the run gives up after some times.
   */
  ask(key: string, question: InputQuestion, refused?: string): Promise<unknown>;
  /** Puts a usable answer on record; resolves when it is kept as safely as the journal promises. */
  keep(key: string, answer: unknown): Promise<void>;
  /**
   * Resolves with the recorded value of a step, or runs `work` and puts its value on record.
   *
   * The value is recorded before the promise resolves. Rejects with the error of `work`, which is not
   * recorded.
   */
  step(name: string, work: () => Promise<StepRecord>): Promise<StepRecord>;
}
