import { ErrorCode, MortiseError, ProtocolError, ToolError } from "@mortise/protocol";
import { isAbort } from "../cancellation/cancelled.ts";
import type { Mask } from "../log/mask.ts";
import { InputRequired } from "../multi-round-trip/input-required.ts";
import type { Caller } from "../request/caller.ts";

/**
 * Runs an author's handler under a deadline, where a failure is a JSON-RPC error.
 *
 * A `ToolError` crosses the wire as it is, anything else masked.
 */
export async function runHandler<Value>(
  handler: () => Value | PromiseLike<Value>,
  caller: Caller,
  timeout: number,
  where: string,
  mask: Mask,
): Promise<Value> {
  try {
    return await caller.lifetime.guard(
      new Promise<Value>((resolve) => resolve(handler())),
      timeout,
      () =>
        new ToolError(`${where} did not finish within ${timeout / 1000} s`, { code: "timeout" }),
    );
  } catch (error) {
    if (isOwnAnswer(error)) throw error;
    // An abort of the handler's own making is a failure like any other.
    if (isAbort(caller.lifetime.reason)) throw caller.lifetime.reason;
    const shown = ToolError.is(error) ? error : mask(error, where);
    throw new ProtocolError(ErrorCode.InternalError, shown.message, {
      cause: error,
      data: shown.toModel(),
    });
  }
}

/** @throws MortiseError `INVALID_DEFINITION` for what cannot be called. */
export function assertHandler(handler: unknown, owner: string): void {
  if (typeof handler === "function") return;
  throw new MortiseError(
    "INVALID_DEFINITION",
    `The handler of ${owner} must be a function, not ${handler === null ? "null" : typeof handler}`,
  );
}

/** Tells whether `error` is an answer in itself: one that ends the run for input, or says so on the wire. */
export function isOwnAnswer(error: unknown): boolean {
  if (error instanceof InputRequired) return true;
  // What another server answered to a client inside the handler is that client's affair.
  return ProtocolError.is(error) && !error.isReceived;
}
