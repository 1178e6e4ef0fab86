import type { Random } from "@mortise/protocol";

const FIRST_MS = 50;
const LONGEST_MS = 5_000;

/**
 * Returns the milliseconds to wait before the attempt after `failures` failed ones: 50 at first,
 * doubled each time up to 5,000, less a random part of up to half, so that instances spread out.
 */
export function backoff(failures: number, random: Random): number {
  const longest = Math.min(FIRST_MS * 2 ** Math.min(failures, 20), LONGEST_MS);
  return Math.round(longest * (1 - fraction(random) / 2));
}

/** Returns a random number from 0 up to 1. */
export function fraction(random: Random): number {
  const [a = 0, b = 0, c = 0] = random.bytes(3);
  return ((a << 16) | (b << 8) | c) / 2 ** 24;
}
