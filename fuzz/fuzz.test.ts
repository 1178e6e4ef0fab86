import fc from "fast-check";
import { expect, test } from "vitest";
import { SUBJECTS } from "./all-subjects.ts";

/** The number of cases for each change; `npm run fuzz` tries a million. */
const CASES_PER_WEIGHT = 100;

test.each(SUBJECTS)("$name: its promise holds for hostile input", async ({ property, weight }) => {
  const details = await fc.check(
    property(() => undefined),
    { numRuns: CASES_PER_WEIGHT * weight },
  );
  expect(details.failed, fc.defaultReportMessage(details as never) ?? "").toBe(false);
});
