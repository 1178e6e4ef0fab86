import { expect, test } from "vitest";
import type { LogLine } from "../../contract/index.ts";
import { findReason, writeReason } from "./failure-reason.ts";

const line = (id: number, text: string): LogLine => ({
  id,
  at: 0,
  connection: "self",
  source: "console",
  level: "error",
  text,
});
const RESULT = { structuredContent: { error: "internal error (64926c2a)", code: "internal" } };

test("an unexpected error is found in the log by the mark in its answer", () => {
  const logs = [
    line(1, "[mortise] error: tool export failed (11111111): other"),
    line(2, "[mortise] error: tool export failed (64926c2a): rows is undefined\n    at handler"),
    line(3, "64926c2a without its brackets"),
  ];
  const found = findReason(RESULT, logs);
  expect(found?.id).toBe(2);
  expect(found && writeReason(found)).toBe("tool export failed (64926c2a): rows is undefined");
});

test.each([undefined, {}, { error: "The ledger is closed" }])(
  "%j refers to no line of the log",
  (result) => {
    expect(findReason(result, [line(1, "tool export failed (64926c2a): x")])).toBeUndefined();
  },
);
