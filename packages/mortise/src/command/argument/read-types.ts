import type { JsonSchema } from "@mortise/protocol";

/** The types that a schema allows for a value on the command line. */
export interface AllowedTypes {
  /** The type names of JSON Schema; empty if every type is allowed. */
  readonly types: readonly string[];
  /** The schema of array members. */
  readonly items: JsonSchema | undefined;
}

const MAX_DEPTH = 8;

/** Collects the types that a schema allows, through `$ref`, `anyOf`, `oneOf`, `enum` and `const`. */
export function readTypes(
  schema: JsonSchema | undefined,
  root: JsonSchema,
  depth: number = 0,
): AllowedTypes {
  if (typeof schema !== "object" || schema === null || depth > MAX_DEPTH)
    return { types: [], items: undefined };
  const { type, $ref, anyOf, oneOf, enum: values, const: constant, items } = schema as Keywords;
  if (typeof $ref === "string") return readTypes(resolve($ref, root), root, depth + 1);
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) {
    const all = choices.map((choice) => readTypes(choice, root, depth + 1));
    const isOpen = all.some(({ types }) => types.length === 0);
    return {
      types: isOpen ? [] : [...new Set(all.flatMap(({ types }) => types))],
      items: all.find((choice) => choice.items !== undefined)?.items,
    };
  }
  if (type !== undefined) return { types: [type].flat(), items };
  const constants = values ?? (constant === undefined ? [] : [constant]);
  return { types: [...new Set(constants.map(typeName))], items };
}

interface Keywords {
  readonly type?: string | readonly string[];
  readonly $ref?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: JsonSchema;
}

function resolve(reference: string, root: JsonSchema): JsonSchema | undefined {
  if (!reference.startsWith("#/")) return undefined;
  let found: unknown = root;
  for (const part of reference.slice(2).split("/")) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found as JsonSchema;
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
