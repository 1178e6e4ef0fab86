const FIRST_MS = 50;
const LONGEST_MS = 5_000;

/**
 * Milliseconds to wait before the attempt after `failures` failed ones: doubled each time up to five
 * seconds, less up to half by `random`, so that instances do not return all at once.
 */
export function backoff(failures: number, random: () => number = Math.random): number {
  const longest = Math.min(FIRST_MS * 2 ** Math.min(failures, 20), LONGEST_MS);
  return Math.round(longest * (1 - random() / 2));
}
