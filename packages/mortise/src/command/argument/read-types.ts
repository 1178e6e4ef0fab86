import type { JsonSchema } from "@mortise/protocol";

/** The values that a schema allows on the command line. */
export interface AllowedTypes {
  /** The type names of JSON Schema; empty if every type is allowed. */
  readonly types: readonly string[];
  /** The values of `enum` and `const`. */
  readonly constants: readonly unknown[];
  /** The schema of array members. */
  readonly items: JsonSchema | undefined;
}

const MAX_DEPTH = 8;
const ANYTHING: AllowedTypes = { types: [], constants: [], items: undefined };

/** Collects what a schema allows, through `$ref`, `anyOf`, `oneOf`, `allOf`, `enum` and `const`. */
export function readTypes(
  schema: JsonSchema | undefined,
  root: JsonSchema,
  depth: number = 0,
): AllowedTypes {
  if (typeof schema !== "object" || schema === null || depth > MAX_DEPTH) return ANYTHING;
  const keywords: Keywords = schema;
  const { type, $ref, anyOf, oneOf, allOf, enum: values, const: constant, items } = keywords;
  if (typeof $ref === "string") return readTypes(resolve($ref, root), root, depth + 1);
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) {
    return joinChoices(choices.map((choice) => readTypes(choice, root, depth + 1)));
  }
  const constants = values ?? (constant === undefined ? [] : [constant]);
  if (type !== undefined) return { types: [type].flat(), constants, items };
  if (constants.length > 0 || !Array.isArray(allOf)) {
    return { types: [...new Set(constants.map(typeName))], constants, items };
  }
  // Each part narrows the others; the first that says something is close enough to read a word.
  const parts = allOf.map((part) => readTypes(part, root, depth + 1));
  return parts.find(({ types }) => types.length > 0) ?? ANYTHING;
}

/** Returns the schema of a member of an object, such as an argument of a tool. */
export function readProperty(
  schema: JsonSchema | undefined,
  name: string,
  root: JsonSchema,
): JsonSchema | undefined {
  let found = schema as Keywords | undefined;
  for (let depth = 0; depth < MAX_DEPTH && typeof found?.$ref === "string"; depth += 1) {
    found = resolve(found.$ref, root) as Keywords | undefined;
  }
  if (typeof found !== "object" || found === null) return undefined;
  const { properties, additionalProperties, allOf, anyOf, oneOf } = found;
  if (isObject(properties) && Object.hasOwn(properties, name)) return properties[name];
  const parts = [allOf, anyOf, oneOf].filter(Array.isArray).flat() as JsonSchema[];
  for (const part of parts) {
    const member = isObject(part) ? readProperty(part as JsonSchema, name, root) : undefined;
    if (member !== undefined) return member;
  }
  return isObject(additionalProperties) ? (additionalProperties as JsonSchema) : undefined;
}

interface Keywords {
  readonly type?: string | readonly string[];
  readonly $ref?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: unknown;
}

function joinChoices(all: readonly AllowedTypes[]): AllowedTypes {
  const isOpen = all.some(({ types }) => types.length === 0);
  return {
    types: isOpen ? [] : [...new Set(all.flatMap(({ types }) => types))],
    constants: all.flatMap(({ constants }) => constants),
    items: all.find((choice) => choice.items !== undefined)?.items,
  };
}

function resolve(reference: string, root: JsonSchema): JsonSchema | undefined {
  if (!reference.startsWith("#/")) return reference === "#" ? root : undefined;
  let found: unknown = root;
  for (const part of reference.slice(2).split("/")) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found as JsonSchema;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
