/** Returns the value that a part of the values, from 0 to 1, does not exceed. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.min(Math.ceil(sorted.length * part), sorted.length) - 1];
  if (value === undefined) throw new RangeError("A percentile needs at least one value.");
  return value;
}
