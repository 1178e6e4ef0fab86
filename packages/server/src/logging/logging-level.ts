import type { LoggingLevel } from "@mortise/protocol";
import { ErrorCode, isLoggingLevel, LOGGING_LEVELS, ProtocolError } from "@mortise/protocol";
import { describeName } from "../result/describe-name.ts";

/**
 * Reads the level from which a client wants log messages.
 *
 * @throws ProtocolError `InvalidParams` with the levels there are.
 */
export function readLoggingLevel(level: unknown): LoggingLevel {
  if (isLoggingLevel(level)) return level;
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    `${JSON.stringify(describeName(level))} is no log level; use one of ${LOGGING_LEVELS.join(", ")}`,
  );
}
