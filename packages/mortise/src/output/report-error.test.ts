import { expect, test } from "vitest";
import { toCommandWords } from "./report-error.ts";

const SLOW = "tools/call took longer than 5 ms";
const SILENT = "The server did not answer initialize within 5 ms; does it speak MCP?";

test.each([
  [`${SLOW}; pass { timeout } to wait longer`, `${SLOW}; --timeout waits longer`, SLOW],
  [
    `${SILENT} If it is only slow, pass { timeout } to wait longer`,
    `${SILENT} If it is only slow, --timeout waits longer`,
    SILENT,
  ],
  // No command has this one.
  [`${SLOW}, for all its progress; pass { maxTimeout } to wait longer`, SLOW, SLOW],
])("the advice of %j is an option of the command, if it has one", (said, withOption, without) => {
  expect(toCommandWords(said, true)).toBe(withOption);
  expect(toCommandWords(said, false)).toBe(without);
});
