import type { Clock } from "@mortise/protocol";

/** A limit on the time that something may take. */
export interface Deadline {
  /** The source of time. */
  readonly clock: Clock;
  /** Milliseconds. */
  readonly ms: number;
  /** Makes the error that says what came too late. */
  readonly late: () => Error;
}

/** Settles as `promise` does, or rejects with the error of the deadline if that comes first. */
export async function within<Value>(promise: Promise<Value>, deadline: Deadline): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const cancel = deadline.clock.schedule(deadline.ms, () => reject(deadline.late()));
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}
