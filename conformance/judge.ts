import type { Check } from "./read-results.ts";

/** The outcome of a scenario; `reasons` is empty if it passed. */
export interface Verdict {
  readonly checks: number;
  readonly reasons: readonly string[];
}

/** The checks that may end otherwise than with SUCCESS, by their ids. */
export interface Exceptions {
  /** May also say INFO. */
  readonly informational?: readonly string[] | undefined;
  /** Must say WARNING: another success would make the exception old. */
  readonly deviating?: readonly string[] | undefined;
}

/**
 * Judges a scenario by its checks: none failed or warned, and every expected one succeeded.
 *
 * The suite's own exit code and summary are not used, because they pass scenarios without a check.
 */
export function judge(
  checks: readonly Check[] | undefined,
  expected: readonly string[] | undefined,
  { informational = [], deviating = [] }: Exceptions = {},
): Verdict {
  if (!checks) return { checks: 0, reasons: ["the suite wrote no result"] };
  if (!expected) return { checks: checks.length, reasons: ["golden.json does not have it"] };
  const bad = checks.filter(
    ({ id, status }) => status === "FAILURE" || (status === "WARNING" && !deviating.includes(id)),
  );
  const reasons = bad.map(
    ({ id, status, errorMessage, description }) =>
      `${status} ${id}: ${errorMessage ?? description ?? "no reason given"}`,
  );
  const reported = new Set(bad.map(({ id }) => id));
  for (const id of expected) {
    if (reported.has(id)) continue;
    const found = checks.filter((check) => check.id === id).map(({ status }) => status);
    if (found.includes("SUCCESS") && !deviating.includes(id)) continue;
    if (informational.includes(id) && found.includes("INFO")) continue;
    if (deviating.includes(id) && found.includes("WARNING")) continue;
    const wanted = deviating.includes(id) ? "WARNING" : "SUCCESS";
    reasons.push(`${id}: expected ${wanted}, found ${found.join(", ") || "nothing"}`);
  }
  if (reasons.length === 0 && expected.length === 0) reasons.push("nothing was looked at");
  return { checks: checks.length, reasons };
}
