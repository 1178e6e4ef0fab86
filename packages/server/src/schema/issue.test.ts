import { expect, test } from "vitest";
import { describeIssues, toIssues } from "./issue.ts";

test("issues make one line", () => {
  const issues = toIssues([{ message: "required", path: ["a"] }, { message: "not an object" }]);
  expect(describeIssues(issues)).toBe("a: required; not an object");
});

test("a value with a million issues makes a short list", () => {
  const wrong = Array.from({ length: 1_000_000 }, (_, index) => ({ message: "no", path: [index] }));
  const issues = toIssues(wrong);
  expect(issues).toHaveLength(21);
  expect(issues.at(-1)).toEqual({ path: "", message: "and 999980 more issues" });
  const long = "x".repeat(1_000_000);
  const [issue] = toIssues([{ message: long, path: [long] }]);
  expect([issue?.path.length, issue?.message.length]).toEqual([200, 1000]);
});
