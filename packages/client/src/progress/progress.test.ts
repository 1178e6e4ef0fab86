import { expect, test } from "vitest";
import { readProgress } from "./progress.ts";

test.each([
  [{ progress: 1 }, { progress: 1 }],
  [
    { progress: 0, total: 5, message: "m", other: 1 },
    { progress: 0, total: 5, message: "m" },
  ],
  [{ progress: 2, total: "5", message: 7 }, { progress: 2 }],
  [{ progress: "1" }, undefined],
  [{ total: 5 }, undefined],
  [undefined, undefined],
])("params of %j are read as %j", (params, expected) => {
  expect(readProgress(params)).toEqual(expected);
});
