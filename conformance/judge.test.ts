import { expect, test } from "vitest";
import { judge } from "./judge.ts";
import type { Check } from "./read-results.ts";

const check = (id: string, status: Check["status"]): Check => ({ id, status, errorMessage: "why" });

test("a scenario whose expected checks all succeeded passes", () => {
  const checks = [check("a", "SUCCESS"), check("b", "SUCCESS"), check("extra", "INFO")];
  expect(judge(checks, ["a", "b"])).toEqual({ checks: 3, reasons: [] });
});

test("a failure and a warning each fail a scenario, whatever else succeeded", () => {
  const checks = [check("a", "SUCCESS"), check("b", "FAILURE"), check("c", "WARNING")];
  expect(judge(checks, ["a", "b"]).reasons).toEqual(["FAILURE b: why", "WARNING c: why"]);
});

test("an expected check that is missing, skipped or only information fails a scenario", () => {
  const checks = [check("b", "SKIPPED"), check("c", "INFO")];
  expect(judge(checks, ["a", "b", "c"]).reasons).toEqual([
    "a: expected SUCCESS, found nothing",
    "b: expected SUCCESS, found SKIPPED",
    "c: expected SUCCESS, found INFO",
  ]);
});

test("information is enough only for the checks that are named for it", () => {
  expect(judge([check("a", "INFO")], ["a"], { informational: ["a"] }).reasons).toEqual([]);
  expect(judge([check("a", "SKIPPED")], ["a"], { informational: ["a"] }).reasons).toHaveLength(1);
});

test("a scenario without a check fails", () => {
  expect(judge([check("a", "SKIPPED")], []).reasons).toEqual(["nothing was looked at"]);
});

test("a scenario without a result, or unknown to golden.json, fails", () => {
  expect(judge(undefined, ["a"]).reasons).toEqual(["the suite wrote no result"]);
  expect(judge([], undefined).reasons).toEqual(["golden.json does not have it"]);
});

test("a check that deviates must go on warning", () => {
  const exceptions = { deviating: ["a"] };
  expect(judge([check("a", "WARNING")], ["a"], exceptions).reasons).toEqual([]);
  expect(judge([check("a", "FAILURE")], ["a"], exceptions).reasons).toEqual(["FAILURE a: why"]);
  expect(judge([check("a", "SUCCESS")], ["a"], exceptions).reasons).toEqual([
    "a: expected WARNING, found SUCCESS",
  ]);
});
