import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { isAbort } from "../cancellation/cancelled.ts";
import type { Outcome } from "../result/outcome.ts";
import type { InterceptedRequest } from "./middleware.ts";

/** How a request ended, in words and numbers that can be counted. */
export interface Ended {
  /**
   * The type of the result; `failed` for a failed tool; `refused` for an error that the caller can
   * repair; `error` for one that it cannot; `cancelled` without a waiting caller.
   */
  readonly outcome: string;
  /** The code of the JSON-RPC error. */
  readonly code?: number;
}

/** Describes a request that was answered with a result. */
export function describeResult(outcome: Outcome): Ended {
  return { outcome: outcome.isError ? "failed" : outcome.resultType };
}

/** Describes a request for which `next()` threw. */
export function describeError(error: unknown, request: InterceptedRequest): Ended {
  // A handler whose time was up has aborted the signal too, but with an answer.
  if (isAbort(request.signal.reason)) return { outcome: "cancelled" };
  const code = ProtocolError.is(error) && !error.isReceived ? error.code : ErrorCode.InternalError;
  return { outcome: code === ErrorCode.InternalError ? "error" : "refused", code };
}
