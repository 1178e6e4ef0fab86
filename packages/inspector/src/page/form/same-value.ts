/** Returns whether two values are the same JSON, also numbers that keep their digits. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return one === other || (other !== undefined && JSON.stringify(one) === JSON.stringify(other));
}
