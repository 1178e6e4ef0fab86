import type { Duration } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { parseLimit } from "../time/parse-limit.ts";

/** The limits of one request as its caller gives them. */
export interface GivenLimits {
  readonly timeout?: Duration;
  readonly maxTimeout?: Duration;
  readonly signal?: AbortSignal;
}

/** The limits of a request in milliseconds. */
export interface Limits {
  readonly timeoutMs: number;
  readonly maxTimeoutMs?: number | undefined;
}

/**
 * Reads the limits of one request, with those of the connection in place of what is not given.
 *
 * @throws MortiseError `INVALID_OPTION`; a program without types may give anything.
 */
export function readLimits(
  { timeout, maxTimeout, signal }: GivenLimits,
  { timeoutMs, maxTimeoutMs }: Limits,
): Limits {
  if (signal !== undefined && typeof signal.addEventListener !== "function") {
    throw new MortiseError(
      "INVALID_OPTION",
      "`signal` is no AbortSignal; pass the `signal` of an AbortController, or AbortSignal.timeout(…)",
      { data: { option: "signal" } },
    );
  }
  return {
    timeoutMs: timeout === undefined ? timeoutMs : parseLimit(timeout, "timeout"),
    maxTimeoutMs: maxTimeout === undefined ? maxTimeoutMs : parseLimit(maxTimeout, "maxTimeout"),
  };
}
