/** The least share of pairs of characters that two names have in common to be near each other. */
const MIN_LIKENESS = 0.5;
/** Characters of a name that are compared, and names: both may come from outside. */
const MAX_LENGTH = 200;
const MAX_NAMES = 2000;

/** Returns the names that are spelt most like `name`, the nearest first; at most `count`. */
export function speltLike(
  name: string,
  names: readonly string[],
  count: number,
): readonly string[] {
  const given = pairsOf(name);
  return names
    .slice(0, MAX_NAMES)
    .map((each) => ({ each, likeness: likenessOf(given, pairsOf(each)) }))
    .filter(({ likeness }) => likeness >= MIN_LIKENESS)
    .sort((one, other) => other.likeness - one.likeness)
    .slice(0, count)
    .map(({ each }) => each);
}

/** Pairs of neighbouring characters; variables of a template may hold anything. */
function pairsOf(name: string): ReadonlySet<string> {
  const text = name
    .slice(0, MAX_LENGTH)
    .toLowerCase()
    .replaceAll(/\{[^}]*\}/g, "");
  return new Set(
    Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)),
  );
}

/** Sørensen and Dice: twice the number of common pairs over the number of all. */
function likenessOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let common = 0;
  for (const pair of one) if (other.has(pair)) common += 1;
  return (2 * common) / Math.max(1, one.size + other.size);
}
