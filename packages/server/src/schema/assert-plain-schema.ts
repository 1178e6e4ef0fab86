import type { JsonSchema } from "@mortise/protocol";
import { isStandardSchema, MortiseError, nearest, toPath } from "@mortise/protocol";
import { describeValue } from "./describe-value.ts";

/** The keywords that hold a schema, a list of schemas, and schemas by name. */
const ONE = new Set([
  "additionalProperties",
  "additionalItems",
  "unevaluatedProperties",
  "unevaluatedItems",
  "propertyNames",
  "contains",
  "not",
  "if",
  "then",
  "else",
]);
const MANY = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const NAMED = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
]);

/** Keywords that shape a value; a misspelt one would let everything through. */
const SHAPING = ["additionalProperties", "properties", "required"];

const MAX_DEPTH = 64;

/**
 * Checks that plain JSON Schema is written as such: no schema of a library and no class instance
 * inside, and no misspelt keyword, each of which would check nothing.
 *
 * The compiler of the schema checks the values of the keywords.
 *
 * @throws MortiseError `INVALID_DEFINITION` naming the place.
 */
export function assertPlainSchema(schema: JsonSchema, owner: string): void {
  assertSchema(schema, { owner, keys: [] });
}

interface Place {
  readonly owner: string;
  readonly keys: readonly (string | number)[];
}

function assertSchema(schema: unknown, place: Place): void {
  if (typeof schema === "boolean" || place.keys.length > MAX_DEPTH) return;
  if (isStandardSchema(schema)) {
    const { vendor } = schema["~standard"];
    throw refuse(
      place,
      `is a schema of ${vendor} inside plain JSON Schema; make one schema with ${vendor}`,
    );
  }
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return;
  if (!isPlainObject(schema)) throw refuse(place, describeFault(schema));
  for (const [keyword, value] of Object.entries(schema)) {
    const inner = { ...place, keys: [...place.keys, keyword] };
    const isList = MANY.has(keyword) || (keyword === "items" && Array.isArray(value));
    if (isList) assertList(value, inner);
    else if (ONE.has(keyword) || keyword === "items") assertSchema(value, inner);
    else if (NAMED.has(keyword)) assertNamed(value, inner);
    else assertSpelling(keyword, value, inner);
  }
}

function assertList(value: unknown, place: Place): void {
  if (!Array.isArray(value)) return;
  for (const [index, each] of value.entries()) {
    assertSchema(each, { ...place, keys: [...place.keys, index] });
  }
}

function assertNamed(value: unknown, place: Place): void {
  if (!isPlainObject(value)) return;
  for (const [name, each] of Object.entries(value)) {
    assertSchema(each, { ...place, keys: [...place.keys, name] });
  }
}

/** A keyword that is not known is an annotation, unless it is one letter away from a shaping one. */
function assertSpelling(keyword: string, value: unknown, place: Place): void {
  if (SHAPING.includes(keyword) || typeof value !== "object") return;
  const meant = nearest(keyword, SHAPING);
  if (meant !== undefined) throw refuse(place, `is no keyword; did you mean ${meant}?`);
}

function isPlainObject(value: unknown): value is JsonSchema {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describeFault(schema: unknown): string {
  const isZod3 = typeof schema === "object" && schema !== null && "_def" in schema;
  if (isZod3) {
    return "is a schema of zod 3, which cannot describe itself as JSON Schema; install zod 4.2 or newer: npm install zod@latest";
  }
  return `is ${describeValue(schema)}, not a JSON Schema object`;
}

function refuse({ owner, keys }: Place, fault: string): MortiseError {
  const path = toPath(keys);
  return new MortiseError("INVALID_DEFINITION", `${owner}${path && `: ${path}`} ${fault}`);
}
