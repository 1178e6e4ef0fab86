import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Numbers between 0 and 1 that a seed decides. */
export type Random = () => number;

/** Returns the numbers of a seed, which are the same on every machine. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

/** Draws from the exponential distribution. */
export function exponential(random: Random, mean: number): number {
  return -Math.log(1 - random()) * mean;
}

/** A part of each period in which arrivals come faster, and slower in the rest, with the same mean. */
export interface Bursts {
  /** Seconds from the start of one burst to that of the next. */
  readonly every: number;
  readonly length: number;
  /** Times the mean rate, while a burst lasts. */
  readonly factor: number;
}

/** Returns a function that gives the moment of each next arrival: Poisson, with or without bursts. */
export function arrivals(random: Random, rate: number, bursts: Bursts | undefined): () => number {
  let now = 0;
  if (bursts === undefined) return () => (now += exponential(random, 1 / rate));
  const { every, length, factor } = bursts;
  const share = length / every;
  if (factor * share > 1) {
    throw new RangeError(`Bursts of ${factor} times in ${share} of the time exceed the mean rate`);
  }
  const quiet = (1 - factor * share) / (1 - share);
  return () => {
    // Arrivals at the highest rate, thinned to the rate of their moment.
    for (;;) {
      now += exponential(random, 1 / (rate * factor));
      const current = now % every < length ? factor : quiet;
      if (random() * factor < current) return now;
    }
  };
}
