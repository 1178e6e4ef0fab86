/** The calls that have begun and not ended, so that whoever closes can wait for them. */
export class CallsUnderWay {
  readonly #calls = new Set<Promise<unknown>>();

  track<Result>(call: Promise<Result>): Promise<Result> {
    this.#calls.add(call);
    const end = (): void => void this.#calls.delete(call);
    call.then(end, end);
    return call;
  }

  /** Resolves when every call has ended, whether well or not. */
  async ended(): Promise<void> {
    while (this.#calls.size > 0) await Promise.allSettled(this.#calls);
  }
}
