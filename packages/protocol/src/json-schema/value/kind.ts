/** The kinds of values that JSON has, as places in a table; `FOREIGN` for what JSON writes otherwise. */
const NULL = 0;
const BOOLEAN = 1;
export const NUMBER = 2;
export const STRING = 3;
export const ARRAY = 4;
export const OBJECT = 5;
export const FOREIGN = 6;

export type Kind = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** The kinds in words, by their number. */
export const KIND_NAMES: readonly string[] = [
  "null",
  "a boolean",
  "a number",
  "a string",
  "a list",
  "an object",
];

/**
 * Finds the kind of a value. A value that JSON writes as another one, such as a date or an infinite
 * number, is foreign: only its written form can be checked.
 */
export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case "string":
      return STRING;
    case "number":
      return Number.isFinite(value) ? NUMBER : FOREIGN;
    case "boolean":
      return BOOLEAN;
    case "object":
      if (value === null) return NULL;
      if (Array.isArray(value)) return ARRAY;
      return isPlainObject(value) && typeof value["toJSON"] !== "function" ? OBJECT : FOREIGN;
    default:
      return FOREIGN;
  }
}

/** Returns whether `value` is an object of no class, in whichever realm it was made. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === Object.prototype ||
    prototype === null ||
    (typeof prototype === "object" &&
      Object.getPrototypeOf(prototype) === null &&
      Object.hasOwn(prototype, "isPrototypeOf"))
  );
}
