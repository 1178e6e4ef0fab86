/** A failure that a service is to show. */
export interface Fault {
  /** An HTTP status, or `timeout` for a request that is never answered. */
  readonly status: 401 | 429 | 500 | "timeout";
  /** Seconds, sent as `Retry-After` with a 429. Default 1. */
  readonly retryAfter?: number;
  /** How many requests go wrong. Default 1. */
  readonly times?: number;
  /** Called for each request that goes wrong, before its answer. */
  readonly onRequest?: () => void;
}

/** The faults that still lie ahead of a service, in the order they were asked for. */
export class FaultPlan {
  #ahead: { readonly fault: Fault; left: number }[] = [];

  /** Adds a fault; `null` forgets all that have not happened. */
  fail(next: Fault | null): void {
    if (next === null) {
      this.#ahead = [];
    } else {
      this.#ahead.push({ fault: next, left: next.times ?? 1 });
    }
  }

  /** Takes the fault of the request at hand, if it has one. */
  take(): Fault | undefined {
    const [next] = this.#ahead;
    if (next === undefined) {
      return undefined;
    }
    next.left -= 1;
    if (next.left <= 0) {
      this.#ahead.shift();
    }
    next.fault.onRequest?.();
    return next.fault;
  }
}
