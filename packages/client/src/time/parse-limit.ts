import type { Duration } from "@mortise/protocol";
import { MortiseError, parseDuration } from "@mortise/protocol";

/**
 * Turns a time limit into milliseconds.
 *
 * @throws MortiseError `INVALID_OPTION` when it is 0, which no request could meet, or no duration.
 */
export function parseLimit(duration: Duration, option: string): number {
  const milliseconds = parseDuration(duration, option);
  if (milliseconds > 0) return milliseconds;
  throw new MortiseError(
    "INVALID_OPTION",
    `${option}: ${JSON.stringify(duration)} leaves no time; give more than 0, such as "30s"`,
    { data: { option } },
  );
}
