import { expect, test } from "vitest";
import { checkFunctions } from "./check-functions.ts";

test.each([
  [true, "onLog takes a function, not a boolean"],
  [null, "onLog takes a function, not null"],
  [[], "onLog takes a function, not a list"],
])("%j in place of a function is refused", (onLog, message) => {
  expect(() => checkFunctions({ onLog }, ["onLog"])).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message, data: { option: "onLog" } }),
  );
});

test("a function, and an option that is left out, are accepted", () => {
  const options: { onLog?: () => void; onProgress?: () => void } = { onLog: () => undefined };
  expect(() => checkFunctions(options, ["onLog", "onProgress"])).not.toThrow();
});
