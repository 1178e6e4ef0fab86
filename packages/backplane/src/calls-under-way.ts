import { MortiseError } from "@mortise/protocol";

/** Calls to one service that may be under way together. */
const MOST = 10_000;

/** The calls to a service that have begun and not ended: a bounded number, for which closing can wait. */
export class CallsUnderWay {
  readonly #service: string;
  readonly #calls = new Set<Promise<unknown>>();

  constructor(service: string) {
    this.#service = service;
  }

  /** Begins a call; rejects with `CONNECTION_FAILED` where too many wait already. */
  async run<Result>(begin: () => Promise<Result>): Promise<Result> {
    if (this.#calls.size >= MOST) {
      throw new MortiseError(
        "CONNECTION_FAILED",
        `${this.#service} is too slow: ${MOST} calls are waiting for it`,
      );
    }
    const call = begin();
    this.#calls.add(call);
    try {
      return await call;
    } finally {
      this.#calls.delete(call);
    }
  }

  /** Resolves when every call has ended, whether well or not. */
  async ended(): Promise<void> {
    while (this.#calls.size > 0) await Promise.allSettled(this.#calls);
  }
}
