import type { JsonObject, JsonRpcNotification, Revision } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { LogEntry } from "../logging/log-entry.ts";
import type { Progress } from "../progress/progress.ts";
import type { Deadline } from "../time/deadline.ts";

/** One request as a {@link Multiplexer} sends it. */
export interface Call {
  /** The JSON-RPC method. */
  readonly method: string;
  /** The params with their metadata. */
  readonly params?: JsonObject | undefined;
  /** Milliseconds until the request is given up; `Infinity` for never. */
  readonly timeoutMs: number;
  /** The milliseconds up to which progress extends the time. Default: progress does not. */
  readonly maxTimeoutMs?: number | undefined;
  /** Counts the time over all rounds of a call. Default: a count for this request alone. */
  readonly deadline?: Deadline | undefined;
  /** Cancels the request when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** The revision that the request is written for; absent before one is agreed. */
  readonly revision?: Revision | undefined;
  /** HTTP headers besides those of the protocol; other transports leave them out. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** No cancellation is sent when the request is given up. */
  readonly isUncancellable?: boolean;
  /** Asks for progress notifications and receives them. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Receives what the server logs during the request. */
  readonly onLog?: ((entry: LogEntry) => void) | undefined;
  /** Receives the notifications of a subscription; the first one ends the time limit. */
  readonly onNotification?: ((notification: JsonRpcNotification) => void) | undefined;
}

/** Names a call for a message: its method, and what it was about. */
export function describeCall(call: Pick<Call, "method" | "params">): string {
  const subject = call.params?.["name"] ?? call.params?.["uri"];
  return typeof subject === "string" ? `${call.method} "${subject}"` : call.method;
}

/** Makes the error of a call whose time is over. */
export function timedOut(
  call: Pick<Call, "method" | "params" | "timeoutMs" | "maxTimeoutMs">,
  isSpent = false,
): MortiseError {
  const { timeoutMs, maxTimeoutMs = timeoutMs } = call;
  const limitMs = isSpent ? maxTimeoutMs : timeoutMs;
  const how = isSpent ? ", for all its progress; pass { maxTimeout }" : "; pass { timeout }";
  return new MortiseError(
    "TIMEOUT",
    `${describeCall(call)} took longer than ${limitMs} ms${how} to wait longer`,
    { data: { timeoutMs: limitMs } },
  );
}
