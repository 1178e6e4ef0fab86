import { expect, test } from "vitest";
import { isLoggingLevel, LOGGING_LEVELS, passesLoggingLevel } from "./logging.ts";

test("a message passes a threshold when it is as severe or more so", () => {
  expect(LOGGING_LEVELS.filter((level) => passesLoggingLevel(level, "warning"))).toEqual([
    "warning",
    "error",
    "critical",
    "alert",
    "emergency",
  ]);
});

test.each(["warn", "INFO", "", null, 3])("%j is no level", (value) => {
  expect(isLoggingLevel(value)).toBe(false);
});
