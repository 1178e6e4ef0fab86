import type { Clock, JsonRpcMessage } from "@mortise/protocol";
import { isRequest } from "@mortise/protocol";
import type { TimeLimit } from "../time/time-limit.ts";
import { startTimeLimit } from "../time/time-limit.ts";

/** The time in which a server must accept a notification or a response. */
const MESSAGE_TIMEOUT_MS = 30_000;

/** The reasons to stop sending a message. */
export interface SendLimitOptions {
  /** Counts the limit of messages without a response. */
  readonly clock: Clock;
  /** The signal that came with the message. */
  readonly signal: AbortSignal | undefined;
  /** Aborts when the transport closes. */
  readonly closing: AbortSignal;
}

/**
 * Returns the limit of sending a message.
 *
 * The signal of a request already ends in time and when the transport closes; joining both for each
 * request would cost more than the rest of the transport. Anything else gets a limit of its own.
 */
export function limitSending(
  message: JsonRpcMessage,
  { clock, signal, closing }: SendLimitOptions,
): TimeLimit {
  if (isRequest(message)) return { signal: signal ?? closing, clear: () => undefined };
  const late = startTimeLimit(MESSAGE_TIMEOUT_MS, clock);
  const all = signal ? [closing, late.signal, signal] : [closing, late.signal];
  return { signal: AbortSignal.any(all), clear: late.clear };
}
