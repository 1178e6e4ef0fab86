import { ToolError } from "@mortise/protocol";
import type { Caller } from "../request/caller.ts";

/**
 * Reports the error behind the answer of a handler or middleware that failed: to a caller in this process,
 * and to telemetry unless the error was written to be shown.
 */
export function reportFailure({ failed, telemetry }: Caller, error: unknown): void {
  failed?.(error);
  if (!ToolError.is(error)) telemetry?.stage?.("failure", error);
}
