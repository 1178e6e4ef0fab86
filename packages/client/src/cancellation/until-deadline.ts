import type { Call } from "../request/call.ts";
import { timedOut } from "../request/call.ts";
import type { Deadline } from "../time/deadline.ts";

/** Waits for `promise`, but not beyond the time of a call; then rejects with `TIMEOUT`. */
export async function untilDeadline<Value>(
  promise: Promise<Value>,
  call: Pick<Call, "method" | "params" | "timeoutMs" | "maxTimeoutMs">,
  deadline: Deadline,
): Promise<Value> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  deadline.expire = () => reject(timedOut(call, deadline.isSpent));
  if (deadline.isOver) deadline.expire();
  try {
    return await Promise.race([promise, over]);
  } finally {
    deadline.expire = undefined;
  }
}
