/** Servers with one queue before them: an event loop, the thread of Redis, the cores of PostgreSQL, a pool. */
export interface Station {
  readonly servers: number;
  /** Mean seconds for one visit. */
  readonly service: number;
  /** The variance of these seconds over the square of their mean: 0 is always the same, 1 exponential. */
  readonly variation: number;
}

/** A time in seconds that varies; its mean and variance are infinite where a queue grows without end. */
export interface Times {
  readonly mean: number;
  readonly variance: number;
  /** The part of the mean that is the same each time. */
  readonly fixed: number;
}

/** A fixed time, such as a way through a network. */
export function fixed(seconds: number): Times {
  return { mean: seconds, variance: 0, fixed: seconds };
}

/** A time without a fixed part. */
export function varying(mean: number, variance: number): Times {
  return variance === 0 ? fixed(mean) : { mean, variance, fixed: 0 };
}

/** The times of independent parts, one after another. */
export function sum(parts: readonly Times[]): Times {
  return {
    mean: parts.reduce((total, { mean }) => total + mean, 0),
    variance: parts.reduce((total, { variance }) => total + variance, 0),
    fixed: parts.reduce((total, part) => total + part.fixed, 0),
  };
}

/** The share of its servers that is busy. */
export function utilisation({ servers, service }: Station, rate: number): number {
  return (rate * service) / servers;
}

/** The probability that an arrival has to wait for one of `servers` when `load` of them are busy: Erlang C. */
export function erlangC(servers: number, load: number): number {
  if (load >= servers) return 1;
  // Erlang B by its recursion, which neither overflows nor cancels.
  let blocked = 1;
  for (let count = 1; count <= servers; count += 1) {
    blocked = (load * blocked) / (count + load * blocked);
  }
  return blocked / (1 - (load / servers) * (1 - blocked));
}

/**
 * The time that arrivals of a Poisson process wait for a server: Allen and Cunneen's approximation,
 * exact in the mean for one server (Pollaczek and Khinchine) and for exponential service. The wait of an
 * arrival that has to wait is taken as exponential.
 */
export function waiting(station: Station, rate: number): Times {
  const { servers, service, variation } = station;
  if (rate <= 0) return fixed(0);
  if (utilisation(station, rate) >= 1) return varying(Infinity, Infinity);
  const waits = erlangC(servers, rate * service);
  if (waits === 0) return fixed(0);
  const mean = ((waits / (servers / service - rate)) * (1 + variation)) / 2;
  return varying(mean, (2 * mean ** 2) / waits - mean ** 2);
}

/** The time from arrival to the end of the service. */
export function response(station: Station, rate: number): Times {
  const { service, variation } = station;
  return sum([waiting(station, rate), varying(service, variation * service ** 2)]);
}

/** A part of the requests, with times of its own. */
export interface Part {
  /** The share of all requests, from 0 to 1. */
  readonly share: number;
  readonly times: Times;
}

/** Steps of a bisection, which is exact to the last bit after fewer. */
const STEPS = 100;

/**
 * The time that a share of all requests does not exceed, if what varies in each part has a gamma distribution,
 * which the exponential and the sum of several are: by Wilson and Hilferty's approximation, which is within
 * 1 % for the 99th percentile of an exponential.
 */
export function mixtureQuantile(parts: readonly Part[], share: number): number {
  if (parts.some(({ times }) => !Number.isFinite(times.mean))) return Infinity;
  const within = (time: number): number =>
    parts.reduce((total, part) => total + part.share * withinOf(part.times, time), 0);
  let [low, high] = [0, Math.max(...parts.map(({ times }) => times.mean))];
  while (within(high) < share) high *= 2;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (within(middle) < share) low = middle;
    else high = middle;
  }
  return high;
}

/** The time that a share of requests of one kind does not exceed. */
export function quantile(times: Times, share: number): number {
  return mixtureQuantile([{ share: 1, times }], share);
}

/** The share of times that are at most `time`, if what varies has a gamma distribution. */
function withinOf(times: Times, time: number): number {
  if (times.variance === 0) return time >= times.mean ? 1 : 0;
  const mean = times.mean - times.fixed;
  const ninth = times.variance / (9 * mean ** 2);
  const left = Math.max(0, time - times.fixed);
  return normalWithin((Math.cbrt(left / mean) - (1 - ninth)) / Math.sqrt(ninth));
}

/** The distribution function of the standard normal: Abramowitz and Stegun 7.1.26, within 1.5e-7. */
function normalWithin(deviation: number): number {
  const distance = Math.abs(deviation) / Math.SQRT2;
  const step = 1 / (1 + 0.327_591_1 * distance);
  const series =
    ((((1.061_405_429 * step - 1.453_152_027) * step + 1.421_413_741) * step - 0.284_496_736) *
      step +
      0.254_829_592) *
    step;
  const tail = (series * Math.exp(-(distance ** 2))) / 2;
  return deviation > 0 ? 1 - tail : tail;
}
