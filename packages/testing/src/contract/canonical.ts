/** Gives the same value with the members of every object in the order of their names. */
export function sortMembers<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(sortMembers) as Value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sortMembers(member)])) as Value;
}

/** Writes a value as JSON that is the same for equal values; `undefined` has a text of its own. */
export function canonical(value: unknown): string {
  return JSON.stringify(sortMembers(value)) ?? "undefined";
}
