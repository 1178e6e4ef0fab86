/** Levels that a value may have; writing out much deeper ones overflows the stack. */
const MAX_DEPTH = 64;

/**
 * Returns the number of characters that a parsed JSON value has as text, near enough for a limit;
 * `Infinity` for a value of more than `limit` characters or 64 levels.
 *
 * Looks at no more of the value than the limit allows.
 */
export function measureJson(value: unknown, limit: number): number {
  const left: (readonly [value: unknown, depth: number])[] = [[value, 0]];
  let length = 0;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [each, depth] = next;
    if (depth > MAX_DEPTH) return Number.POSITIVE_INFINITY;
    if (typeof each === "string") length += each.length + 2;
    else if (typeof each !== "object" || each === null) length += String(each).length;
    else if (Array.isArray(each)) {
      length += 2 + each.length;
      // The rest is looked at only where it may fit.
      if (length <= limit) for (const inner of each) left.push([inner, depth + 1]);
    } else {
      length += 2;
      for (const name in each) {
        length += name.length + 4;
        if (length > limit) break;
        left.push([(each as Record<string, unknown>)[name], depth + 1]);
      }
    }
    if (length > limit) return Number.POSITIVE_INFINITY;
  }
  return length;
}
