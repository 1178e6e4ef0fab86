import type { LoggingLevel } from "@mortise/protocol";
import { LOGGING_LEVELS, passesLoggingLevel } from "@mortise/protocol";
import type { Caller } from "../request/caller.ts";
import { sendNotification } from "../request/send-notification.ts";
import { NotJson, toJsonValue } from "../schema/json-value.ts";

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
    sendNotification(channel, "notifications/message", { ...entry, data: toLogged(data) });
  } catch (error) {
    // A log message must not fail the handler that writes it.
    const reason = error instanceof NotJson ? `: ${error.message}` : "";
    const note = `(the logged data is not JSON${reason})`;
    sendNotification(channel, "notifications/message", { ...entry, data: note });
  }
}

/** Returns logged data as JSON writes it; of an error its name and its message, never its stack. */
function toLogged(data: unknown): unknown {
  if (data instanceof Error) return { name: data.name, message: data.message };
  const json = toJsonValue(data);
  if (!(json instanceof Promise)) return json.value ?? null;
  // Messages keep their order, so that none waits for what is inside it.
  json.catch(() => undefined);
  throw new NotJson("a promise is inside; await it first");
}
