import { expect, test } from "vitest";
import { findCommitFaults } from "./commits/commit-rule.ts";
import { readCommits } from "./commits/read-commits.ts";

/** The rule holds for every commit after this one: 1749bce, "test: raise the global limit". */
const SINCE = "2026-11-27T09:14:53Z";

test("commits have a conventional subject and a body that says why", () => {
  const faults = readCommits(".", SINCE).flatMap(findCommitFaults);
  expect(faults.length, faults.join("\n")).toBe(0);
});
