import type { JsonSchema } from "@mortise/protocol";

/** The keywords whose value is one schema. */
export const SCHEMA_KEYWORDS: readonly string[] = [
  "items",
  "contains",
  "additionalProperties",
  "propertyNames",
  "not",
  "if",
  "then",
  "else",
  "unevaluatedItems",
  "unevaluatedProperties",
];
/** The keywords whose value is a list of schemas. */
export const LIST_KEYWORDS: readonly string[] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/** The keywords whose value has schemas by name. */
export const MAP_KEYWORDS: readonly string[] = [
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
];

/** Says whether a value is a schema with keywords, and not `true`, `false` or no schema at all. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Rewrites one schema; the schemas inside it follow. */
export type Visit = (schema: JsonSchema, path: string) => JsonSchema;

/** Rewrites a well-formed schema and every schema inside it, from the outside in. */
export function mapSchema(schema: JsonSchema, visit: Visit, path = ""): JsonSchema {
  const visited = visit(schema, path);
  return mapInside(visited, (inner, place) => mapSchema(inner, visit, path + place));
}

/** Rewrites the schemas directly inside a schema; `place` is their JSON Pointer from there. */
function mapInside(
  schema: JsonSchema,
  rewrite: (inner: JsonSchema, place: string) => JsonSchema,
): JsonSchema {
  const apply = (value: unknown, place: string): unknown =>
    isSchema(value) ? rewrite(value, place) : value;
  const entries = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    const place = `/${keyword}`;
    if (SCHEMA_KEYWORDS.includes(keyword)) return [keyword, apply(value, place)];
    if (LIST_KEYWORDS.includes(keyword) && Array.isArray(value)) {
      return [keyword, value.map((item, index) => apply(item, `${place}/${index}`))];
    }
    if (MAP_KEYWORDS.includes(keyword) && isSchema(value)) {
      const members = Object.entries(value).map(([name, member]): [string, unknown] => [
        name,
        apply(member, `${place}/${escapePointer(name)}`),
      ]);
      return [keyword, Object.fromEntries(members)];
    }
    return [keyword, value];
  });
  return Object.fromEntries(entries);
}

/** Gives a schema without some keywords. */
export function omit(schema: JsonSchema, ...keywords: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !keywords.includes(name)));
}

/** Says whether a schema is of a type, alone or among others. */
export function hasType({ type }: JsonSchema, wanted: string): boolean {
  return type === wanted || (Array.isArray(type) && type.includes(wanted));
}

/** Gives a schema's properties. */
export function propertiesOf(schema: JsonSchema): Readonly<Record<string, unknown>> {
  const { properties } = schema as { readonly properties?: unknown };
  return isSchema(properties) ? properties : {};
}

/** Gives the properties that a schema requires. */
export function requiredOf(schema: JsonSchema): readonly string[] {
  const { required } = schema as { readonly required?: unknown };
  return Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
}

/** Writes a name as a part of a JSON Pointer (RFC 6901, 3). */
export function escapePointer(name: string): string {
  return name.replace(/~/g, "~0").replace(/\//g, "~1");
}
