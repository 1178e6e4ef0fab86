/** The levels of a value that is shown: far above what people nest, and far below what exhausts the stack of `JSON.stringify` or of a browser. */
export const MAX_DEPTH = 1_000;

/** Returns whether a value of a server is nested deeper than 1,000 levels. */
export function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each !== "object" || each === null) continue;
      for (const member of Object.values(each)) next.push(member);
    }
    if (next.length === 0) return false;
    level = next;
  }
  return true;
}
