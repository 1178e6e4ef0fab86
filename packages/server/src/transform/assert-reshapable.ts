import type { JsonSchema } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** Keywords beside `properties` that may speak of an argument by its name. */
const COMPOSERS = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"];
/** Keywords that, inside a composer, speak of arguments without naming them. */
const SWEEPING: ReadonlySet<string> = new Set([
  "$ref",
  "$dynamicRef",
  "additionalProperties",
  "unevaluatedProperties",
  "patternProperties",
  "propertyNames",
  "minProperties",
  "maxProperties",
]);

/**
 * Checks that an argument of `schema` can change its name or disappear without the rest of the
 * schema meaning something else.
 *
 * @throws MortiseError `INVALID_DEFINITION` naming the keyword that stands in the way.
 */
export function assertReshapable(
  schema: JsonSchema,
  name: string,
  change: { readonly to?: string; readonly isHidden: boolean; readonly isOptional?: boolean },
  owner: string,
): void {
  const obstacle = findObstacle(schema, name, change);
  if (obstacle === undefined) return;
  throw new MortiseError(
    "INVALID_DEFINITION",
    `Argument "${name}" of ${owner} cannot be reshaped, because ${obstacle} of its schema may depend on it; write a tool of its own that calls the other's code`,
  );
}

function findObstacle(
  schema: JsonSchema,
  name: string,
  change: { readonly to?: string; readonly isHidden: boolean; readonly isOptional?: boolean },
): string | undefined {
  for (const keyword of COMPOSERS) {
    if (keyword in schema && mentions(schema[keyword], name, change.to)) return keyword;
  }
  const isAlwaysGiven = change.isHidden || change.isOptional === true;
  if (isAlwaysGiven && mentions(schema["dependentRequired"], name, undefined)) {
    return "dependentRequired";
  }
  if (!change.isHidden && change.to === undefined) return undefined;
  for (const keyword of ["$ref", "$dynamicRef", "propertyNames"])
    if (keyword in schema) return keyword;
  const counts = "minProperties" in schema || "maxProperties" in schema;
  if (change.isHidden && counts) return "the number of properties";
  const patterns = Object.keys((schema["patternProperties"] ?? {}) as object);
  const touched = [name, ...(change.to === undefined ? [] : [change.to])];
  if (patterns.some((pattern) => touched.some((each) => new RegExp(pattern, "u").test(each)))) {
    return "patternProperties";
  }
  return refersTo(schema, name) ? "a $ref" : undefined;
}

/** Returns whether `node` may mention the argument `name`, or `other` that would take its place. */
function mentions(node: unknown, name: string, other: string | undefined): boolean {
  if (typeof node === "string") return node === name || node === other;
  if (typeof node !== "object" || node === null) return false;
  return Object.entries(node).some(
    ([key, inner]) =>
      key === name || key === other || SWEEPING.has(key) || mentions(inner, name, other),
  );
}

/** Returns whether a reference leads to the whole schema or into the argument. */
function refersTo(node: unknown, name: string): boolean {
  if (typeof node !== "object" || node === null) return false;
  return Object.entries(node).some(([key, inner]) => {
    if (typeof inner !== "string" || (key !== "$ref" && key !== "$dynamicRef")) {
      return refersTo(inner, name);
    }
    // References to $defs are of no concern; any other may lead to the arguments.
    return !/^#\/(\$defs|definitions)\//.test(inner);
  });
}
