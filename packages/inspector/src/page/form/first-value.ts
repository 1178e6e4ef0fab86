import type { JsonSchema } from "@mortise/protocol";
import { isExactNumber, parseExactJson } from "../../contract/index.ts";
import { isRequired, listMembers, readShape } from "./shape.ts";

/** Required objects within each other are filled no deeper: a schema may contain itself. */
const MAX_DEPTH = 8;

/**
 * The value that a field begins with once it is set: its default, its only choice, or an empty one.
 * Members without a value of their own stay absent, and those that are not required and have no default.
 */
export function makeFirstValue(schema: unknown, root: JsonSchema, depth = 0): unknown {
  const { kind, schema: flat, choices, variants } = readShape(schema, root);
  if ("default" in flat) return parseExactJson(JSON.stringify(flat["default"]));
  switch (kind) {
    case "choice":
      return choices[0];
    case "text":
      return "";
    case "number":
      return isNumber(flat["minimum"]) ? flat["minimum"] : 0;
    case "boolean":
      return false;
    case "list":
      return [];
    case "null":
    case "any":
      return null;
    case "variants":
      return makeFirstValue(variants[0], root, depth);
    case "object":
      return makeFirstObject(flat, root, depth);
  }
}

/** An object with its defaults, and its required members as far as a schema gives their values. */
export function makeFirstObject(
  schema: JsonSchema,
  root: JsonSchema,
  depth = 0,
): Readonly<Record<string, unknown>> {
  const value: Record<string, unknown> = {};
  if (depth > MAX_DEPTH) return value;
  for (const [name, member] of listMembers(schema)) {
    const shape = readShape(member, root);
    const isNeeded = isRequired(schema, name);
    const hasDefault = "default" in shape.schema;
    // Libraries write the default `null` for every member that may be left out.
    if (!isNeeded && (!hasDefault || shape.schema["default"] === null)) continue;
    const isGiven =
      hasDefault ||
      shape.kind === "object" ||
      (shape.kind === "choice" && shape.choices.length === 1 && !shape.isNullable);
    // A person's own value is asked for, not invented.
    if (isGiven) value[name] = makeFirstValue(member, root, depth + 1);
  }
  return value;
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || isExactNumber(value);
}
