const MAX_DISTANCE = 3;

/**
 * Finds the name that was probably meant; `undefined` when none is close.
 *
 * A name is close when at most `maxDistance` letters differ, three by default, and at most half of it.
 */
export function nearest(
  written: string,
  names: readonly string[],
  maxDistance: number = MAX_DISTANCE,
): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    if (Math.abs(written.length - name.length) > maxDistance) continue;
    const distance = editDistance(written.toLowerCase(), name.toLowerCase());
    const isClose = distance <= maxDistance && distance * 2 <= name.length;
    if (isClose && distance < (best?.distance ?? Infinity)) best = { name, distance };
  }
  return best?.name;
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, character] of [...left].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...right].entries()) {
      const replaced = (row[column] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
