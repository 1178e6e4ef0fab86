import { MortiseError } from "@mortise/protocol";

/** Calls to one service that may be in flight together. */
const MAX_CALLS = 10_000;

/** Counts the calls to one service, bounds them, and refuses new ones once it is closed. */
export class CallsInFlight {
  readonly #service: string;
  readonly #calls = new Set<Promise<unknown>>();
  #isClosed = false;

  /** `service` names the service in messages, such as `PostgreSQL`. */
  constructor(service: string) {
    this.#service = service;
  }

  /**
   * Begins a call and settles as it does.
   *
   * Rejects with MortiseError `CONNECTION_FAILED` if 10,000 calls are in flight, with `CLOSED` after
   * {@link close}.
   */
  async run<Result>(begin: () => Promise<Result>): Promise<Result> {
    if (this.#isClosed) throw new MortiseError("CLOSED", `${this.#service} is closed here`);
    if (this.#calls.size >= MAX_CALLS) {
      throw new MortiseError(
        "CONNECTION_FAILED",
        `${this.#service} is too slow: ${MAX_CALLS} calls are waiting for it`,
      );
    }
    // Two calls may return one promise, and count twice.
    const call = (async () => begin())();
    this.#calls.add(call);
    try {
      return await call;
    } finally {
      this.#calls.delete(call);
    }
  }

  /** Refuses further calls; resolves once those in flight have settled. */
  async close(): Promise<void> {
    this.#isClosed = true;
    while (this.#calls.size > 0) await Promise.allSettled(this.#calls);
  }
}
