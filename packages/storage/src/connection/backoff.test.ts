import type { Random } from "@mortise/protocol";
import { systemRandom } from "@mortise/protocol";
import { expect, test } from "vitest";
import { backoff, fraction } from "./backoff.ts";

const withBytes = (byte: number): Random => ({
  ...systemRandom,
  bytes: (length) => new Uint8Array(length).fill(byte),
});

test("waits are doubled up to five seconds (artalis-io/hull#273)", () => {
  const waits = [0, 1, 2, 6, 7, 8, 50, 5_000].map((failures) => backoff(failures, withBytes(0)));
  expect(waits).toEqual([50, 100, 200, 3_200, 5_000, 5_000, 5_000, 5_000]);
});

test("a random part of up to half is taken off", () => {
  expect(backoff(0, withBytes(0xff))).toBe(25);
  expect(backoff(20, withBytes(0x80))).toBeCloseTo(3_745, -1);
});

test("a fraction is at least 0 and less than 1", () => {
  expect(fraction(withBytes(0))).toBe(0);
  expect(fraction(withBytes(0xff))).toBeLessThan(1);
  expect(fraction(withBytes(0x80))).toBeCloseTo(0.5, 2);
});
