import type { LoggingLevel } from "@mortise/protocol";
import { LOGGING_LEVELS, passesLoggingLevel } from "@mortise/protocol";
import type { Caller } from "../request/caller.ts";
import { sendNotification } from "../request/send-notification.ts";

/** Sends log messages to the client of the request, if it asked for messages of that level. */
export type RequestLog = {
  readonly [Level in LoggingLevel]: (data: unknown, logger?: string) => void;
};

/** Makes the log of one request (2026-07-28, Logging). */
export function createRequestLog(caller: Caller): RequestLog {
  return Object.fromEntries(
    LOGGING_LEVELS.map((level) => [
      level,
      (data: unknown, logger?: string) => sendLog(caller, level, data, logger),
    ]),
  ) as RequestLog;
}

function sendLog(
  { logLevel, lifetime, channel }: Caller,
  level: LoggingLevel,
  data: unknown,
  logger: string | undefined,
): void {
  if (logLevel === undefined || lifetime.isOver) return;
  if (!passesLoggingLevel(level, logLevel)) return;
  const entry = { level, ...(logger !== undefined && { logger }) };
  try {
    sendNotification(channel, "notifications/message", { ...entry, data: data ?? null });
  } catch {
    // A log message must not fail the handler that writes it.
    const note = "(the logged data is not JSON)";
    sendNotification(channel, "notifications/message", { ...entry, data: note });
  }
}
