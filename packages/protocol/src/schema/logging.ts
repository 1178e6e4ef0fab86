/** Severities of RFC 5424, mildest first. */
export const LOGGING_LEVELS = [
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "critical",
  "alert",
  "emergency",
] as const;

/** The severity of a log message. */
export type LoggingLevel = (typeof LOGGING_LEVELS)[number];

/** Returns whether `value` is a severity. */
export function isLoggingLevel(value: unknown): value is LoggingLevel {
  return (LOGGING_LEVELS as readonly unknown[]).includes(value);
}

/** Returns whether a message of `level` passes a threshold of `minimum`. */
export function passesLoggingLevel(level: LoggingLevel, minimum: LoggingLevel): boolean {
  return LOGGING_LEVELS.indexOf(level) >= LOGGING_LEVELS.indexOf(minimum);
}
