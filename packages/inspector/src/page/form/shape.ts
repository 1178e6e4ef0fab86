import type { JsonSchema } from "@mortise/protocol";
import { isJsonObject } from "../../contract/index.ts";

/** A schema as the form draws it: references followed, `allOf` merged, one kind chosen. */
export interface Shape {
  readonly kind:
    | "text"
    | "number"
    | "boolean"
    | "choice"
    | "object"
    | "list"
    | "variants"
    | "null"
    /** Anything that no control fits; it is written as JSON. */
    | "any";
  readonly schema: JsonSchema;
  /** `null` is allowed beside the kind. */
  readonly isNullable: boolean;
  /** The values of a `choice`. */
  readonly choices: readonly unknown[];
  /** The schemas of `variants`. */
  readonly variants: readonly JsonSchema[];
}

/** A `$ref` chain that is longer is a circle. */
const MAX_STEPS = 32;

/** Reads a schema; `root` is the document that its references point into. */
export function readShape(schema: unknown, root: JsonSchema): Shape {
  const flat = flatten(schema, root, MAX_STEPS);
  const base = { schema: flat, isNullable: false, choices: [], variants: [] };
  if ("const" in flat) return { ...base, kind: "choice", choices: [flat["const"]] };
  if (Array.isArray(flat["enum"])) {
    const values: readonly unknown[] = flat["enum"];
    const choices = values.filter((value) => value !== null);
    return { ...base, kind: "choice", choices, isNullable: choices.length < values.length };
  }
  const variants = flat["oneOf"] ?? flat["anyOf"];
  if (Array.isArray(variants)) return readVariants(flat, variants, root);
  const { type } = flat;
  const types = typeof type === "string" ? [type] : Array.isArray(type) ? type : guessTypes(flat);
  const isNullable = types.length > 1 && types.includes("null");
  const others = types.filter((type) => type !== "null");
  if (others.length === 0) return { ...base, kind: types.length === 0 ? "any" : "null" };
  if (others.length > 1) {
    const byType = others.map((type) => ({ ...flat, type, title: type }));
    return { ...base, kind: "variants", isNullable, variants: byType };
  }
  return { ...base, kind: KINDS.get(others[0] as string) ?? "any", isNullable };
}

const KINDS: ReadonlyMap<string, Shape["kind"]> = new Map<string, Shape["kind"]>([
  ["string", "text"],
  ["number", "number"],
  ["integer", "number"],
  ["boolean", "boolean"],
  ["object", "object"],
  ["array", "list"],
]);

function readVariants(flat: JsonSchema, all: readonly unknown[], root: JsonSchema): Shape {
  const { oneOf: _oneOf, anyOf: _anyOf, ...rest } = flat;
  const shapes = all.map((one) => flatten(one, root, MAX_STEPS));
  const isNull = (one: JsonSchema): boolean => one.type === "null" || one["const"] === null;
  const others = shapes.filter((one) => !isNull(one));
  const isNullable = others.length < shapes.length;
  const choices = others.filter((one) => "const" in one);
  if (choices.length === others.length && others.length > 0) {
    // The titled values of 2020-12: `oneOf: [{ const, title }]`.
    const schema = { ...rest, oneOf: others };
    const values = others.map((one) => one["const"]);
    return { kind: "choice", schema, isNullable, choices: values, variants: [] };
  }
  const merged = others.map((one) => mergeSchemas(rest, one));
  if (merged.length === 1) {
    const only = readShape(merged[0], root);
    return { ...only, isNullable: only.isNullable || isNullable };
  }
  return { kind: "variants", schema: rest, isNullable, choices: [], variants: merged };
}

/** Follows `$ref` and merges `allOf`. */
function flatten(schema: unknown, root: JsonSchema, steps: number): JsonSchema {
  if (!isJsonObject(schema) || steps === 0) return {};
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const { $ref: _reference, ...rest } = schema;
    return mergeSchemas(flatten(findReference(reference, root), root, steps - 1), rest);
  }
  const parts = schema["allOf"];
  if (!Array.isArray(parts)) return schema;
  const { allOf: _parts, ...rest } = schema;
  return parts
    .map((part) => flatten(part, root, steps - 1))
    .reduce((merged, part) => mergeSchemas(merged, part), rest);
}

function findReference(reference: string, root: JsonSchema): unknown {
  if (reference === "#") return root;
  if (!reference.startsWith("#/")) return {};
  let place: unknown = root;
  for (const part of reference.slice(2).split("/")) {
    const key = decode(part).replaceAll("~1", "/").replaceAll("~0", "~");
    place = isJsonObject(place) || Array.isArray(place) ? (place as JsonSchema)[key] : undefined;
  }
  return place;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Joins two schemas that both apply, as far as a form shows them. */
function mergeSchemas(one: JsonSchema, other: JsonSchema): JsonSchema {
  const properties = { ...asObject(one["properties"]), ...asObject(other["properties"]) };
  const required = [...asList(one["required"]), ...asList(other["required"])];
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required: [...new Set(required)] }),
  };
}

/** The type of a schema without `type`, by its keywords. */
function guessTypes(schema: JsonSchema): readonly string[] {
  if ("properties" in schema || "additionalProperties" in schema) return ["object"];
  if ("items" in schema || "prefixItems" in schema) return ["array"];
  if ("minLength" in schema || "pattern" in schema || "format" in schema) return ["string"];
  if ("minimum" in schema || "maximum" in schema) return ["number"];
  return [];
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The members that a schema names, each with its schema. */
export function listMembers(schema: JsonSchema): readonly (readonly [string, unknown])[] {
  return Object.entries(asObject(schema["properties"]));
}

export function isRequired(schema: JsonSchema, name: string): boolean {
  return asList(schema["required"]).includes(name);
}

/** The schema of members that have no name, such as those of a record; `undefined` if there are none. */
export function findRecordSchema(schema: JsonSchema): unknown {
  const patterns = Object.values(asObject(schema["patternProperties"]));
  if (patterns.length > 0) return patterns[0];
  const rest = schema["additionalProperties"];
  if (rest === false) return undefined;
  if (isJsonObject(rest)) return rest;
  // Without a word on them further members are allowed, but only an object without names invites them.
  return rest === true || listMembers(schema).length === 0 ? {} : undefined;
}
