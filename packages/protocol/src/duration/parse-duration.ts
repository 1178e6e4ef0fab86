import { MortiseError } from "../error/mortise-error.ts";

/** A length of time: milliseconds, or a number with its unit such as `"10s"` or `"1.5m"`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h"}`;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Turns a duration into milliseconds.
 *
 * @throws MortiseError `INVALID_OPTION` when it is negative, not finite or not a duration.
 */
export function parseDuration(duration: Duration): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(duration));
  const value = match ? Number(match[1]) * (UNITS[match[2] ?? ""] ?? Number.NaN) : Number(duration);
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new MortiseError(
      "INVALID_OPTION",
      `${JSON.stringify(duration)} is not a duration; write milliseconds, or "250ms", "10s", "5m" or "1h"`,
    );
  }
  return value;
}
