import fc from "fast-check";
import { expect, test } from "vitest";
import { SUBJECTS } from "./subjects.ts";

/** `npm run fuzz` tries a million; this many show on every change that the promises hold. */
const CASES_PER_WEIGHT = 100;

test.each(SUBJECTS)("$name: its promise holds for hostile input", async ({ property, weight }) => {
  const details = await fc.check(
    property(() => undefined),
    { numRuns: CASES_PER_WEIGHT * weight },
  );
  expect(details.failed, fc.defaultReportMessage(details as never) ?? "").toBe(false);
});
