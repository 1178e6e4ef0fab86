import { expect, expectTypeOf, test } from "vitest";
import type { Duration } from "./duration.ts";
import { parseDuration } from "./duration.ts";

test.each([
  [0, 0],
  [1500, 1500],
  ["0ms", 0],
  ["250ms", 250],
  ["10s", 10_000],
  ["1.5m", 90_000],
  ["1h", 3_600_000],
] as const)("%s is %d milliseconds", (duration, milliseconds) => {
  expect(parseDuration(duration, "timeout")).toBe(milliseconds);
});

test.each([
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  "",
  "10",
  "0x10",
  "s",
  "-1s",
  "1 s",
  "1d",
  "1e999h",
  `${"9".repeat(400)}h`,
  null,
  true,
  [],
  {},
])("%s is refused with what a duration looks like", (duration) => {
  expect(() => parseDuration(duration as Duration, "timeout")).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: expect.stringMatching(
        /^timeout: .* is not a duration; write milliseconds, or "250ms"/,
      ),
    }),
  );
});

test("a duration without its unit is an error of type", () => {
  expectTypeOf<"10s">().toExtend<Duration>();
  expectTypeOf<"10">().not.toExtend<Duration>();
  expectTypeOf<"soon">().not.toExtend<Duration>();
});
