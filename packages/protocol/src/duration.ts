import { MortiseError } from "./error/mortise-error.ts";

/** A length of time: milliseconds, or a number with its unit such as `"10s"` or `"1.5m"`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h"}`;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Turns a duration into milliseconds; `option` names it in the error.
 *
 * @throws MortiseError `INVALID_OPTION` when it is negative, not finite or not a duration.
 */
export function parseDuration(duration: Duration, option: string): number {
  const value = typeof duration === "number" ? duration : readText(String(duration));
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    const found = typeof duration === "string" ? JSON.stringify(duration) : String(duration);
    throw new MortiseError(
      "INVALID_OPTION",
      `${option}: ${found} is not a duration; write milliseconds, or "250ms", "10s", "5m" or "1h"`,
    );
  }
  return value;
}

function readText(text: string): number {
  const [, value, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  return Number(value) * (UNITS[unit] ?? Number.NaN);
}
