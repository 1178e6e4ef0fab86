import type { JsonObject, LoggingLevel } from "@mortise/protocol";
import { isLoggingLevel } from "@mortise/protocol";

/** A log message of a server (2025-11-25 and 2026-07-28, Logging). */
export interface LogEntry {
  /** The severity. */
  readonly level: LoggingLevel;
  /** The part of the server that wrote the message. */
  readonly logger?: string;
  /** Any JSON value: a text, or an object with details. */
  readonly data: unknown;
}

/** Reads the params of `notifications/message`; `undefined` when they are malformed. */
export function readLogEntry(params: JsonObject | undefined): LogEntry | undefined {
  const { level, logger, data } = params ?? {};
  if (!isLoggingLevel(level)) return undefined;
  return { level, data, ...(typeof logger === "string" && { logger }) };
}
