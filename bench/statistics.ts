/** A middle value with the smallest and the largest. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** Returns the middle of the values, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError("A median needs at least one value.");
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Returns the median, smallest and largest of the values. */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * Returns the spread of `numerator / denominator`, divided round by round. The turns of one round are
 * seconds apart, so a slow moment of the machine slows both sides of the division.
 */
export function ratio(numerator: readonly number[], denominator: readonly number[]): Spread {
  if (numerator.length !== denominator.length) {
    throw new RangeError(
      `A ratio needs equally many rounds, not ${numerator.length} and ${denominator.length}.`,
    );
  }
  return spread(numerator.map((value, round) => value / (denominator[round] ?? Number.NaN)));
}

/** Returns the items in their order, beginning with another one in each round. */
export function rotate<Item>(items: readonly Item[], round: number): Item[] {
  const start = items.length === 0 ? 0 : round % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** Returns the value that a part of the values, from 0 to 1, does not exceed. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.max(Math.ceil(sorted.length * part), 1) - 1];
  if (value === undefined) throw new RangeError("A percentile needs at least one value.");
  return value;
}
