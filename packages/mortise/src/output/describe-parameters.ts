import type { JsonSchema } from "@mortise/protocol";

/** Describes the parameters of a tool on one line, such as `query, limit?: integer, plan?: free|pro`. */
export function describeParameters(schema: JsonSchema): string {
  const { properties, required } = readKeywords(schema);
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(readKeywords(properties))
    .map(([name, property]) => {
      const type = describeType(property);
      const mark = needed.includes(name) ? "" : "?";
      return type === "string" || type === "" ? `${name}${mark}` : `${name}${mark}: ${type}`;
    })
    .join(", ");
}

function describeType(schema: unknown): string {
  const { type, enum: values, const: constant, anyOf, items } = readKeywords(schema);
  if (Array.isArray(values)) return values.map(toText).join("|");
  if (constant !== undefined) return toText(constant);
  if (Array.isArray(anyOf)) {
    return [...new Set(anyOf.map(describeType))].filter((part) => part !== "").join("|");
  }
  if (type === "array") return `${describeType(items) || "any"}[]`;
  return [type ?? []].flat().map(toText).join("|");
}

/** The members of what should be a schema; a foreign server may send anything in its place. */
function readKeywords(schema: unknown): Readonly<Record<string, unknown>> {
  return typeof schema === "object" && schema !== null ? { ...schema } : {};
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
