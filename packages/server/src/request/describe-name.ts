const MAX_LENGTH = 200;

/** Repeats in a message what a caller named, without trusting its type or length. */
export function describeName(value: unknown): string {
  if (typeof value !== "string") return value === undefined ? "(no name)" : `(a ${typeof value})`;
  return value.length > MAX_LENGTH ? `${value.slice(0, MAX_LENGTH)}…` : value;
}
