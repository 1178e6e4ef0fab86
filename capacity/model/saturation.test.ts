import { expect, test } from "vitest";
import { predictSaturation } from "./saturation.ts";

const calls = { worker: 0.0004, load: 0.0001, cores: 2 };

test("one worker is limited by its event loop", () => {
  expect(predictSaturation(calls, 1)).toEqual({ rate: 2_500, busy: 1 });
});

test("more workers than cores are limited by the cores, which the load generator shares", () => {
  expect(predictSaturation(calls, 2).rate).toBeCloseTo(4_000, 9);
  expect(predictSaturation(calls, 2).busy).toBeCloseTo(1.6, 9);
  expect(predictSaturation(calls, 4)).toEqual(predictSaturation(calls, 2));
  expect(predictSaturation({ ...calls, cores: 8 }, 4).rate).toBeCloseTo(10_000, 9);
});

test("the thread of the load generator is a limit too", () => {
  const slow = { worker: 0.0001, load: 0.0005, cores: 8 };
  expect(predictSaturation(slow, 4).rate).toBeCloseTo(2_000, 9);
});
