import { expect, test } from "vitest";
import { readDateRange } from "./date-range.ts";

const NOW = Date.UTC(2026, 10, 27, 12);

test.each([
  ["placed before November 2025", { to: "2025-11-01" }],
  ["until 2026-06-30", { to: "2026-07-01" }],
  ["after 2026-06-01", { from: "2026-06-02" }],
  ["after May 2026", { from: "2026-06-01" }],
  ["since May 2026", { from: "2026-05-01" }],
  ["since Feb 3, 2026", { from: "2026-02-03" }],
  ["on 3 February 2026", { from: "2026-02-03", to: "2026-02-04" }],
  ["in 2025", { from: "2025-01-01", to: "2026-01-01" }],
  ["in the year 2025", { from: "2025-01-01", to: "2026-01-01" }],
  ["in October", { from: "2026-10-01", to: "2026-11-01" }],
  ["in December", { from: "2025-12-01", to: "2026-01-01" }],
  ["between March 2026 and May 2026", { from: "2026-03-01", to: "2026-06-01" }],
  ["in the first half of 2025", { from: "2025-01-01", to: "2025-07-01" }],
  ["in Q4 2025", { from: "2025-10-01", to: "2026-01-01" }],
  ["from last year", { from: "2025-01-01", to: "2026-01-01" }],
  ["from 2024", { from: "2024-01-01", to: "2025-01-01" }],
  ["from 2026-03-05", { from: "2026-03-05" }],
  ["from 2026-01-01 to 2026-01-31", { from: "2026-01-01", to: "2026-02-01" }],
  ["paid in total this year", { from: "2026-01-01", to: "2027-01-01" }],
  ["last month", { from: "2026-10-01", to: "2026-11-01" }],
  ["this week", { from: "2026-11-23", to: "2026-11-30" }],
  ["yesterday", { from: "2026-11-26", to: "2026-11-27" }],
])("%s", (text, range) => {
  const { written, ...found } = readDateRange(text, NOW) ?? { written: "" };
  expect(found).toEqual(range);
  expect(text).toContain(written);
});

test.each(["show the orders of C-2025", "order 2025", "may I see the orders", "on Slack"])(
  "%s names no time",
  (text) => {
    expect(readDateRange(text, NOW)).toBeUndefined();
  },
);
