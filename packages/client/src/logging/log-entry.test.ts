import { expect, test } from "vitest";
import { readLogEntry } from "./log-entry.ts";

test.each([
  [
    { level: "info", data: { a: 1 }, logger: "db" },
    { level: "info", data: { a: 1 }, logger: "db" },
  ],
  [
    { level: "emergency", data: null, logger: 5 },
    { level: "emergency", data: null },
  ],
  [{ level: "debug" }, { level: "debug", data: undefined }],
  [{ level: "loud", data: 1 }, undefined],
  [{ data: 1 }, undefined],
  [undefined, undefined],
])("params of %j are read as %j", (params, expected) => {
  expect(readLogEntry(params)).toEqual(expected);
});
