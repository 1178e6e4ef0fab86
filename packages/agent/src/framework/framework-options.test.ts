import { expect, test } from "vitest";
import type { FrameworkToolOptions } from "./framework-options.ts";
import { checkFrameworkOptions } from "./framework-options.ts";

const check = (options: object, more?: Readonly<Record<string, true>>): void =>
  checkFrameworkOptions("toAiSdkTools", options as FrameworkToolOptions, more);

test.each([
  [{ aprove: "all" }, /approve/],
  [{ approve: "reads" }, 'approve is "reads"; choose one of "destructive", "writes"'],
  [{ prefix: "no" }, 'prefix is "no"; choose one of "collision", "always"'],
  [{ onProgress: true }, /onProgress/],
  [{ resultSize: 0 }, "resultSize is 0; give a whole number above 0"],
  [{ resultSize: "5" }, 'resultSize is "5"; give a whole number above 0'],
  [{ preliminary: true }, /preliminary/],
])("%j is refused with what is possible", (options, message) => {
  expect(() => check(options)).toThrow(message);
});

test("options of one framework are known to it", () => {
  expect(() =>
    check({ preliminary: true, approve: "writes" }, { preliminary: true }),
  ).not.toThrow();
});
