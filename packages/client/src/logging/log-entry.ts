import type { JsonObject } from "@mortise/protocol";
import { isLoggingLevel } from "@mortise/protocol";
import type { LogEntry, Progress } from "../request/call.ts";

/** Reads the params of `notifications/progress`; `undefined` when they are malformed. */
export function readProgress(params: JsonObject | undefined): Progress | undefined {
  const { progress, total, message } = params ?? {};
  if (typeof progress !== "number") return undefined;
  return {
    progress,
    ...(typeof total === "number" && { total }),
    ...(typeof message === "string" && { message }),
  };
}

/** Reads the params of `notifications/message`; `undefined` when they are malformed. */
export function readLogEntry(params: JsonObject | undefined): LogEntry | undefined {
  const { level, logger, data } = params ?? {};
  if (!isLoggingLevel(level)) return undefined;
  return { level, data, ...(typeof logger === "string" && { logger }) };
}
