/** Says whether objects and arrays of a JSON value are nested deeper than `depth` levels. */
export function isNestedDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((member) => isNestedDeeper(member, depth - 1));
}
