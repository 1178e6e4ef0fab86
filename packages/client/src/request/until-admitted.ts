import type { JsonObject } from "@mortise/protocol";
import { pause } from "../time/pause.ts";
import type { Call } from "./call.ts";
import { readRetryAfter } from "./retry-after.ts";

/** The requests that change nothing, so that asking once more costs no more than the asking. */
const REPEATABLE = new Set([
  "completion/complete",
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

/**
 * Sends a request, and once or twice again where the server refuses it for now and says when to come
 * back, if that is within the request's time.
 *
 * Tool calls are not repeated: whoever made them decides, by the error's `data.retryAfterMs`.
 */
export function untilAdmitted(
  call: Pick<Call, "method" | "signal" | "timeoutMs">,
  send: (timeoutMs: number) => Promise<JsonObject>,
): Promise<JsonObject> {
  return REPEATABLE.has(call.method) ? repeat(call, send) : send(call.timeoutMs);
}

async function repeat(
  call: Pick<Call, "method" | "signal" | "timeoutMs">,
  send: (timeoutMs: number) => Promise<JsonObject>,
): Promise<JsonObject> {
  const { signal = new AbortController().signal } = call;
  const start = performance.now();
  let leftMs = call.timeoutMs;
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await send(leftMs);
    } catch (error) {
      const delayMs = readRetryAfter(error);
      leftMs = call.timeoutMs - (performance.now() - start) - (delayMs ?? 0);
      if (delayMs === undefined || repeats === MAX_REPEATS || leftMs <= 0) throw error;
      if (!(await pause(delayMs, signal))) throw error;
    }
  }
}
