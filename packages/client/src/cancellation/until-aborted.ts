import { MortiseError } from "@mortise/protocol";
import type { Call } from "../request/call.ts";
import { describeCall } from "../request/call.ts";

/** Waits for what a call needs, but not beyond the caller's signal; then rejects with `ABORTED`. */
export async function untilAborted<Value>(
  promise: Promise<Value>,
  call: Pick<Call, "method" | "params" | "signal">,
): Promise<Value> {
  const { signal } = call;
  if (signal === undefined) return await promise;
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(aborted(call));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, ended]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Makes the error of a call that its caller gave up. */
export function aborted(call: Pick<Call, "method" | "params" | "signal">): MortiseError {
  return new MortiseError("ABORTED", `${describeCall(call)} was aborted by the caller`, {
    cause: call.signal?.reason,
  });
}
