import type { JsonSchema } from "@mortise/protocol";

/** Describes the parameters of a tool on one line, such as `query, limit?: integer, plan?: free|pro`. */
export function describeParameters(schema: JsonSchema): string {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, JsonSchema>;
    required?: readonly string[];
  };
  return Object.entries(properties)
    .map(([name, property]) => {
      const type = describeType(property);
      const mark = required.includes(name) ? "" : "?";
      return type === "string" || type === "" ? `${name}${mark}` : `${name}${mark}: ${type}`;
    })
    .join(", ");
}

function describeType(schema: JsonSchema): string {
  if (typeof schema !== "object" || schema === null) return "";
  const {
    type,
    enum: values,
    const: constant,
    anyOf,
    items,
  } = schema as {
    type?: string | readonly string[];
    enum?: readonly unknown[];
    const?: unknown;
    anyOf?: readonly JsonSchema[];
    items?: JsonSchema;
  };
  if (values) return values.map(String).join("|");
  if (constant !== undefined) return String(constant);
  if (anyOf) return [...new Set(anyOf.map(describeType))].filter((part) => part !== "").join("|");
  if (type === "array") return `${(items && describeType(items)) || "any"}[]`;
  return [type ?? []].flat().join("|");
}
