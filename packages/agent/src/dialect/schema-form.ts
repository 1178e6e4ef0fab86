import type { JsonSchema } from "@mortise/protocol";
import { hasType, mapSchema, omit } from "./schema-walk.ts";
import type { ToolWork } from "./tool-change.ts";
import { UnfitTool } from "./tool-change.ts";

/** Makes the schema one of an object, which the arguments of a call always are. */
export function toObjectSchema(root: JsonSchema, work: ToolWork): JsonSchema {
  if (root.type === "object") return root;
  if (root.type !== undefined && !hasType(root, "object")) {
    throw new UnfitTool(
      `its input schema is of type ${JSON.stringify(root.type)}, and arguments are an object`,
    );
  }
  work.note("/type", 'is set to "object"');
  return { ...root, type: "object" };
}

/** Leaves out what may not stand at the top beside the type. */
export function withoutTopLevelKeywords(root: JsonSchema, work: ToolWork): JsonSchema {
  const found = ["enum", "not"].filter((keyword) => keyword in root);
  for (const keyword of found) work.note(`/${keyword}`, "is left out at the top of the schema");
  return found.length ? omit(root, ...found) : root;
}

/** Gives every object schema its properties. */
export function withProperties(root: JsonSchema, work: ToolWork): JsonSchema {
  return mapSchema(root, (schema, path) => {
    if (!hasType(schema, "object") || "properties" in schema) return schema;
    work.note(path, "is an object without properties and gets an empty list of them");
    return { ...schema, properties: {} };
  });
}

/** Gives every array schema its items. */
export function withItems(root: JsonSchema, work: ToolWork): JsonSchema {
  return mapSchema(root, (schema, path) => {
    if (!hasType(schema, "array") || "items" in schema) return schema;
    work.note(path, "is an array without items, which may now be any");
    return { ...schema, items: {} };
  });
}

/** The keywords that stay beside the alternatives of a type. */
const NOTES = ["title", "description", "default", "examples", "deprecated"];

/** Writes the types of a value that may be an object or array as alternatives. */
export function withoutTypeLists(root: JsonSchema, work: ToolWork): JsonSchema {
  return mapSchema(root, (schema, path) => {
    const { type } = schema;
    if (!Array.isArray(type) || !(hasType(schema, "object") || hasType(schema, "array"))) {
      return schema;
    }
    // A schema that has alternatives of its own would lose them.
    if ("anyOf" in schema || path === "") return schema;
    work.note(path, `is of the types ${type.join(" and ")}, which become alternatives`);
    const notes = Object.entries(schema).filter(([keyword]) => NOTES.includes(keyword));
    const rest = omit(schema, "type", ...NOTES);
    const anyOf = type.map((each: string) =>
      each === "null" ? { type: each } : { ...rest, type: each },
    );
    return { ...Object.fromEntries(notes), anyOf };
  });
}
