/** The pauses before attempts to connect again, in milliseconds; the last one stays. */
const RETRY_MS: readonly number[] = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000];

/** Returns the pause before an attempt to connect again, in milliseconds, after so many that failed. */
export function retryPause(failed: number): number | undefined {
  return RETRY_MS[Math.min(failed, RETRY_MS.length - 1)];
}
