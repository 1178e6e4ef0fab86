import { ErrorCode, MortiseError, ProtocolError, ToolError } from "@mortise/protocol";
import { isAbort } from "../cancellation/cancelled.ts";
import type { Mask } from "../log/mask.ts";
import { InputRequired } from "../multi-round-trip/input-required.ts";
import type { Caller } from "../request/caller.ts";
import { reportFailure } from "./report-failure.ts";

/** One run of an author's handler. */
export interface HandlerRun {
  readonly caller: Caller;
  /** Milliseconds that the handler may take. */
  readonly timeout: number;
  /** The handler in messages and logs, such as `prompt greet`. */
  readonly where: string;
  readonly mask: Mask;
}

/**
 * Runs an author's handler under a deadline; its failure is a JSON-RPC error.
 *
 * A `ToolError` crosses the wire as it is, anything else masked.
 */
export async function runHandler<Value>(
  handler: () => Value | PromiseLike<Value>,
  run: HandlerRun,
): Promise<Value> {
  const { lifetime, telemetry } = run.caller;
  try {
    telemetry?.stage?.("handler");
    const value = await lifetime.guard(
      new Promise<Value>((resolve) => resolve(handler())),
      run.timeout,
      (timeout) =>
        new ToolError(`${run.where} did not finish within ${timeout / 1000} s`, {
          code: "timeout",
        }),
    );
    telemetry?.stage?.("result");
    return value;
  } catch (error) {
    if (isOwnAnswer(error)) throw error;
    // An abort that the handler raised itself is a failure like any other.
    if (isAbort(lifetime.reason)) throw lifetime.reason;
    reportFailure(run.caller, error);
    const shown = ToolError.is(error) ? error : run.mask(error, run.where);
    throw new ProtocolError(ErrorCode.InternalError, shown.message, {
      cause: error,
      data: shown.toModel(),
    });
  }
}

/** @throws MortiseError `INVALID_DEFINITION` for a handler that is no function, or gives its values one by one. */
export function assertHandler(handler: unknown, owner: string): void {
  if (typeof handler === "function") {
    if (!/GeneratorFunction/.test(Object.prototype.toString.call(handler))) return;
    throw new MortiseError(
      "INVALID_DEFINITION",
      `The handler of ${owner} is a generator function, whose body would never run; return one value, and report what comes before it by progress() or log`,
    );
  }
  throw new MortiseError(
    "INVALID_DEFINITION",
    `The handler of ${owner} must be a function, not ${handler === null ? "null" : typeof handler}`,
  );
}

/** Returns whether `error` is the answer itself: a request for input, or a `ProtocolError` of the handler. */
export function isOwnAnswer(error: unknown): boolean {
  if (error instanceof InputRequired) return true;
  // An error that a client inside the handler received from another server is not this request's answer.
  return ProtocolError.is(error) && !error.isReceived;
}
