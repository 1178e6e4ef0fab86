const MAX_DISTANCE = 3;

/**
 * Finds the name that was probably meant; `undefined` when none is close.
 *
 * A name is close when at most three letters differ, and at most half of it.
 */
export function nearest(written: string, names: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    if (Math.abs(written.length - name.length) > MAX_DISTANCE) continue;
    const distance = editDistance(written.toLowerCase(), name.toLowerCase());
    const isClose = distance <= MAX_DISTANCE && distance * 2 <= name.length;
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
