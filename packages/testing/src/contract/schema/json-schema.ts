import { canonical } from "../canonical.ts";

/** A JSON Schema, or a part of one. */
export type Schema = boolean | SchemaObject;

/** A JSON Schema that is written as an object. */
export interface SchemaObject {
  readonly [keyword: string]: unknown;
}

/** Whether a value is an object, and not an array. */
export function isObject(value: unknown): value is SchemaObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads a value as a schema; anything else allows every value, like an absent keyword. */
export function toSchema(value: unknown): Schema {
  return typeof value === "boolean" || isObject(value) ? value : true;
}

/** Keywords that describe values without restricting them. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  "$comment",
  "$defs",
  "$schema",
  "default",
  "definitions",
  "deprecated",
  "description",
  "examples",
  "readOnly",
  "title",
  "writeOnly",
  "x-mcp-header",
]);

/** Returns the members of a schema that restrict values. */
export function withoutAnnotations(schema: SchemaObject): SchemaObject {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !ANNOTATIONS.has(name)));
}

/**
 * Follows a reference such as `#/$defs/Status` inside its document.
 *
 * Returns `undefined` for a reference to another document; nothing is ever fetched.
 */
export function resolveReference(reference: unknown, root: Schema): Schema | undefined {
  if (typeof reference !== "string" || !reference.startsWith("#")) return undefined;
  if (reference !== "#" && !reference.startsWith("#/")) return undefined;
  let found: unknown = root;
  for (const part of reference.split("/").slice(1)) {
    const name = decodePart(part);
    if (name === undefined || typeof found !== "object" || found === null) return undefined;
    if (!Object.hasOwn(found, name)) return undefined;
    found = (found as SchemaObject)[name];
  }
  return typeof found === "boolean" || isObject(found) ? found : undefined;
}

function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return undefined;
  }
}

/** Whether two parts of two schemas are equal, and the schemas that they refer to are too. */
export function isWrittenAlike(
  before: unknown,
  after: unknown,
  roots: { readonly before: Schema; readonly after: Schema },
): boolean {
  const text = canonical(before);
  if (text !== canonical(after)) return false;
  if (!/"\$(?:ref|dynamicRef|recursiveRef)"/.test(text)) return true;
  return canonical(roots.before) === canonical(roots.after);
}
