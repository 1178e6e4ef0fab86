/** Names the kind of a value for a message, with its article: `a string`, `an object`, `a list`, `a promise`, `null`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof (value as { readonly then?: unknown }).then === "function") return "a promise";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
