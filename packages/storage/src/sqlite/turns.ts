/** Runs one piece of work at a time, in the order in which they came. */
export class Turns {
  #last: Promise<void> | undefined;

  /** Runs `work` at once if it is alone, otherwise after the work before it; settles as it does. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last === undefined ? work() : this.#last.then(work);
    const settled: Promise<void> = turn
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (this.#last === settled) this.#last = undefined;
      });
    this.#last = settled;
    return turn;
  }
}
