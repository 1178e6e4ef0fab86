/**
 * Replaces half characters (lone surrogates) in every string and key of a JSON value by U+FFFD;
 * a value without any is given as it is.
 */
export function wellFormed<Value>(value: Value): Value {
  return replace(value) as Value;
}

function replace(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) {
    const items = value.map(replace);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isPlain(value)) return value;
  const entries = Object.entries(value);
  const replaced = entries.map(([key, member]) => [key.toWellFormed(), replace(member)] as const);
  const isSame = replaced.every(
    ([key, member], index) => key === entries[index]?.[0] && member === entries[index]?.[1],
  );
  return isSame ? value : Object.fromEntries(replaced);
}

/** Says whether a value is an object of JSON, and not bytes or an instance of a class. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
