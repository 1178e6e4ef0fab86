import { systemClock } from "@mortise/protocol";
import { expect, test } from "vitest";
import { RestartBudget } from "./restart-budget.ts";

test("five restarts a minute are allowed, each after a longer wait", () => {
  let now = 0;
  const budget = new RestartBudget({ ...systemClock, monotonic: () => now });
  expect([1, 2, 3, 4, 5, 6].map(() => budget.take())).toEqual([0, 100, 200, 400, 800, undefined]);
  now = 60_000;
  expect(budget.take()).toBe(0);
});
