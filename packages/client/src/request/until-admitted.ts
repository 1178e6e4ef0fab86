import type { Clock, JsonObject } from "@mortise/protocol";
import { pause } from "@mortise/protocol";
import type { Call } from "./call.ts";
import { isBrokenConnection } from "./passing-failure.ts";
import { readRetryAfter } from "./retry-after.ts";

/** The requests that change nothing, so that repeating them does no harm. */
const REPEATABLE = new Set([
  "completion/complete",
  // At worst a session begins that nothing uses, and ends by itself.
  "initialize",
  "ping",
  "prompts/get",
  "prompts/list",
  "resources/list",
  "resources/read",
  "resources/templates/list",
  "server/discover",
  "tools/list",
]);
const MAX_REPEATS = 2;

/** A request as {@link untilAdmitted} sees it, and the clock that measures its time. */
export interface AdmittedCall extends Pick<Call, "method" | "signal" | "timeoutMs"> {
  /** Counts the pauses and the time that is left. */
  readonly clock: Clock;
}

/**
 * Sends a request, and once or twice again when the server refuses it for now and says when to try
 * again, if that is within the request's time; at once if its connection broke, as one that was kept open
 * to a restarted server.
 *
 * Tool calls are not repeated: the caller decides, by the error's `data.retryAfterMs`.
 */
export function untilAdmitted(
  call: AdmittedCall,
  send: (timeoutMs: number) => Promise<JsonObject>,
): Promise<JsonObject> {
  return REPEATABLE.has(call.method) ? repeat(call, send) : send(call.timeoutMs);
}

async function repeat(
  call: AdmittedCall,
  send: (timeoutMs: number) => Promise<JsonObject>,
): Promise<JsonObject> {
  const { clock, signal = new AbortController().signal } = call;
  const start = clock.monotonic();
  let leftMs = call.timeoutMs;
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await send(leftMs);
    } catch (error) {
      const isBroken = repeats === 0 && isBrokenConnection(error);
      const delayMs = isBroken ? 0 : readRetryAfter(error);
      leftMs = call.timeoutMs - (clock.monotonic() - start) - (delayMs ?? 0);
      if (delayMs === undefined || repeats === MAX_REPEATS || leftMs <= 0) throw error;
      if (delayMs > 0 && !(await pause(delayMs, { clock, signal }))) throw error;
    }
  }
}
