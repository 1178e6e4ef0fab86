import { systemClock } from "@mortise/protocol";
import { expect, test } from "vitest";
import { RestartPolicy } from "./restart-policy.ts";

test("the delay doubles with each exit within a minute, up to a limit", () => {
  const policy = new RestartPolicy(2, { ...systemClock, monotonic: () => 0 });
  const waits = Array.from({ length: 11 }, () => policy.next());
  expect(waits).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000, undefined]);
});

test("exits of more than a minute ago are not counted", () => {
  let now = 0;
  const policy = new RestartPolicy(1, { ...systemClock, monotonic: () => now });
  for (let exit = 0; exit < 20; exit += 1) {
    expect(policy.next()).toBe(50);
    now += 60_001;
  }
});
