import { MortiseError, untilAborted } from "@mortise/protocol";
import type { Call } from "../request/call.ts";
import { describeCall } from "../request/call.ts";

/** A call as far as its cancellation is concerned. */
type CancellableCall = Pick<Call, "method" | "params" | "signal">;

/** Waits for what a call needs, but not beyond the caller's signal; then rejects with `ABORTED`. */
export async function untilCancelled<Value>(
  promise: Promise<Value>,
  call: CancellableCall,
): Promise<Value> {
  const { signal } = call;
  if (signal === undefined) return await promise;
  try {
    return await untilAborted(promise, signal);
  } catch (error) {
    if (signal.aborted && error === signal.reason) throw aborted(call);
    throw error;
  }
}

/** Makes the error of a call that its caller cancelled. */
export function aborted(call: CancellableCall): MortiseError {
  return new MortiseError("ABORTED", `${describeCall(call)} was aborted by the caller`, {
    cause: call.signal?.reason,
  });
}
