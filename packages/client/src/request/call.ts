import type { JsonObject, JsonRpcNotification, Revision } from "@mortise/protocol";
import type { LogEntry } from "../logging/log-entry.ts";
import type { Progress } from "../progress/progress.ts";

/** One request as a {@link Multiplexer} sends it. */
export interface Call {
  readonly method: string;
  readonly params?: JsonObject;
  /** Milliseconds until the request is given up; `Infinity` for never. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly revision?: Revision;
  readonly headers?: Readonly<Record<string, string>>;
  /** The server is not told when the request is given up: it must not be cancelled. */
  readonly isUncancellable?: boolean;
  /** Asks for progress notifications and takes them. */
  readonly onProgress?: (progress: Progress) => void;
  readonly onLog?: (entry: LogEntry) => void;
  /** Takes the notifications of a subscription; the first one ends the time limit. */
  readonly onNotification?: (notification: JsonRpcNotification) => void;
}

/** Names a call for a message: its method, and what it was about. */
export function describeCall(call: Pick<Call, "method" | "params">): string {
  const subject = call.params?.["name"] ?? call.params?.["uri"];
  return typeof subject === "string" ? `${call.method} "${subject}"` : call.method;
}
