import type { Check } from "./read-results.ts";

/** The outcome of a scenario; `reasons` is empty if it passed. */
export interface Verdict {
  readonly checks: number;
  readonly reasons: readonly string[];
}

/**
 * Judges a scenario by its checks: none failed or warned, and every expected one succeeded.
 *
 * The suite's own exit code and summary are not used, because they pass scenarios without a check. Checks
 * named in `informational` may also say INFO.
 */
export function judge(
  checks: readonly Check[] | undefined,
  expected: readonly string[] | undefined,
  informational: readonly string[] = [],
): Verdict {
  if (!checks) return { checks: 0, reasons: ["the suite wrote no result"] };
  if (!expected) return { checks: checks.length, reasons: ["golden.json does not have it"] };
  const bad = checks.filter(({ status }) => status === "FAILURE" || status === "WARNING");
  const reasons = bad.map(
    ({ id, status, errorMessage, description }) =>
      `${status} ${id}: ${errorMessage ?? description ?? "no reason given"}`,
  );
  const reported = new Set(bad.map(({ id }) => id));
  for (const id of expected) {
    if (reported.has(id)) continue;
    const found = checks.filter((check) => check.id === id).map(({ status }) => status);
    if (found.includes("SUCCESS")) continue;
    if (informational.includes(id) && found.includes("INFO")) continue;
    reasons.push(`${id}: expected SUCCESS, found ${found.join(", ") || "nothing"}`);
  }
  if (reasons.length === 0 && expected.length === 0) reasons.push("nothing was looked at");
  return { checks: checks.length, reasons };
}
