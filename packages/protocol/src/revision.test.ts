import { expect, expectTypeOf, test } from "vitest";
import type { Revision } from "./revision.ts";
import {
  isModern,
  isRevision,
  LATEST_LEGACY_REVISION,
  LATEST_REVISION,
  negotiateLegacyRevision,
  REVISIONS,
} from "./revision.ts";

test("revisions are listed newest first, and one of them is modern", () => {
  expect([...REVISIONS].sort().reverse()).toEqual([...REVISIONS]);
  expect(REVISIONS.filter(isModern)).toEqual([LATEST_REVISION]);
  expectTypeOf<(typeof REVISIONS)[number]>().toEqualTypeOf<Revision>();
});

test.each(["2024-10-07", "2026-07-29", "latest", "", null, undefined, 20260728, ["2026-07-28"]])(
  "%j is no revision",
  (value) => {
    expect(isRevision(value)).toBe(false);
  },
);

test.each([
  ["2025-11-25", "2025-11-25"],
  ["2025-06-18", "2025-06-18"],
  ["2025-03-26", "2025-03-26"],
  ["2024-11-05", "2024-11-05"],
  ["2026-07-28", LATEST_LEGACY_REVISION],
  ["2099-01-01", LATEST_LEGACY_REVISION],
  [undefined, LATEST_LEGACY_REVISION],
  [7, LATEST_LEGACY_REVISION],
])("asked for %j, initialize settles on %s", (asked, answered) => {
  expect(negotiateLegacyRevision(asked)).toBe(answered);
});
