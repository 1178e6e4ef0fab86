/** Requests after which the cost of the slowest contender is stable. */
const STABLE = 20_000;

/** The shortest and the longest warm-up, in milliseconds. */
export interface WarmUp {
  readonly least: number;
  readonly most: number;
}

/**
 * Measures more and more requests until the measured code is compiled, and returns requests a second.
 *
 * @param fewest The requests that a measurement has at least, such as one for each in flight.
 */
export async function warmUp(
  measure: (requests: number) => Promise<{ readonly elapsed: number }>,
  fewest: number,
  { least, most }: WarmUp,
): Promise<number> {
  const start = performance.now();
  let requests = fewest;
  for (let done = 0; ; ) {
    const { elapsed } = await measure(requests);
    const rate = (requests / elapsed) * 1e6;
    const spent = performance.now() - start;
    done += requests;
    if (spent >= most || (spent >= least && done >= STABLE)) return rate;
    requests = Math.max(fewest, Math.round(rate * 0.2));
  }
}
