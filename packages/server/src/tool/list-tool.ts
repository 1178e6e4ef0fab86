import type { JsonSchema, Revision, Tool } from "@mortise/protocol";
import { isModern, resolvePointer } from "@mortise/protocol";
import type { CompiledTool } from "./compile-tool.ts";
import { withListedExtensions } from "./tool-extension.ts";

/** Writes a tool as `tools/list` of a revision has it, with the members of extensions. */
export function listTool(
  { listed, extensions }: Pick<CompiledTool, "listed" | "extensions">,
  revision: Revision,
): Tool {
  return withListedExtensions(toRevision(listed, revision), extensions, revision);
}

/**
 * Before 2026-07-28 the output is an object and properties are objects too, so that any other output
 * schema is left out. Revisions before 2025-06-18 let members pass that they do not know.
 */
function toRevision(tool: Tool, revision: Revision): Tool {
  if (isModern(revision)) return tool;
  const { outputSchema, ...rest } = tool;
  const inputSchema = withObjectProperties(tool.inputSchema);
  if (outputSchema === undefined) return { ...rest, inputSchema };
  if (!isObjectSchema(outputSchema, outputSchema, 0)) return { ...rest, inputSchema };
  const output = withObjectProperties({ type: "object", ...outputSchema });
  return { ...tool, inputSchema, outputSchema: output };
}

/** Writes the schemas `true` and `false` of properties as objects. */
function withObjectProperties<Each extends JsonSchema>(schema: Each): Each {
  const { properties } = schema;
  if (typeof properties !== "object" || properties === null) return schema;
  const entries = Object.entries(properties);
  if (!entries.some(([, property]) => typeof property === "boolean")) return schema;
  const written = entries.map(([name, property]) => {
    if (typeof property !== "boolean") return [name, property];
    return [name, property ? {} : { not: {} }];
  });
  return { ...schema, properties: Object.fromEntries(written) };
}

const MAX_DEPTH = 16;

/** Returns whether every value of a schema is an object, as those of a union of objects are. */
function isObjectSchema(schema: unknown, root: JsonSchema, depth: number): boolean {
  if (typeof schema !== "object" || schema === null || depth > MAX_DEPTH) return false;
  const { type, $ref, anyOf, oneOf, allOf } = schema as JsonSchema;
  if (type !== undefined) return type === "object";
  const isObject = (each: unknown): boolean => isObjectSchema(each, root, depth + 1);
  if (typeof $ref === "string" && $ref.startsWith("#")) {
    return isObject(resolvePointer($ref.slice(1), root));
  }
  if ([anyOf, oneOf].some((list) => isFilled(list) && list.every(isObject))) return true;
  return isFilled(allOf) && allOf.some(isObject);
}

function isFilled(list: unknown): list is readonly unknown[] {
  return Array.isArray(list) && list.length > 0;
}
