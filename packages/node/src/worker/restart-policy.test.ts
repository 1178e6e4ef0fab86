import { expect, test } from "vitest";
import { RestartPolicy } from "./restart-policy.ts";

test("each death within a minute is answered later than the one before, up to a limit", () => {
  const policy = new RestartPolicy(2, () => 0);
  const waits = Array.from({ length: 11 }, () => policy.next());
  expect(waits).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000, undefined]);
});

test("deaths of more than a minute ago are forgotten", () => {
  let now = 0;
  const policy = new RestartPolicy(1, () => now);
  for (let death = 0; death < 20; death += 1) {
    expect(policy.next()).toBe(50);
    now += 60_001;
  }
});
