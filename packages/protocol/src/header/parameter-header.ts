import type { JsonObject, JsonSchema } from "../schema/json.ts";

/** One tool argument that is mirrored into an HTTP header. */
export interface ParameterHeader {
  /** The whole header name, such as `Mcp-Param-Region`. */
  readonly header: string;
  /** The property names that lead to the argument. */
  readonly path: readonly string[];
  /** The type of the argument. */
  readonly type: "string" | "integer" | "boolean";
}

/** The mirrored arguments of a tool, or the reason why its annotations are invalid. */
export type ParameterHeaderPlan =
  | { readonly headers: readonly ParameterHeader[] }
  | { readonly invalid: string };

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const ANNOTATION = "x-mcp-header";
const MAX_DEPTH = 64;
/** Keywords that hold data, in which nothing is an annotation. */
const DATA = new Set([ANNOTATION, "enum", "const", "default", "examples"]);
/** Keywords that hold schemas by names of the author's choice. */
const MAPS = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
]);

/**
 * Finds the `x-mcp-header` annotations of an input schema (2026-07-28, Tools, x-mcp-header).
 *
 * Only properties reached through `properties` alone may be annotated; an annotation elsewhere, or
 * one that breaks a constraint, makes the whole plan invalid.
 */
export function planParameterHeaders(schema: JsonSchema): ParameterHeaderPlan {
  const planned: Planned = { headers: [], names: new Set() };
  const invalid = collect(schema, { path: [], isReachable: true, depth: 0 }, planned);
  return invalid === undefined ? { headers: planned.headers } : { invalid };
}

/** The headers so far, and their names in lower case. */
interface Planned {
  readonly headers: ParameterHeader[];
  readonly names: Set<string>;
}

/** A place in the schema. */
interface Place {
  readonly path: readonly string[];
  /** Reached through `properties` alone. */
  readonly isReachable: boolean;
  readonly depth: number;
}

function collect(node: unknown, place: Place, planned: Planned): string | undefined {
  const { isReachable, depth } = place;
  if (typeof node !== "object" || node === null) return undefined;
  if (depth > MAX_DEPTH) return `the schema is nested more than ${MAX_DEPTH} levels deep`;
  if (!Array.isArray(node) && ANNOTATION in node) {
    const problem = read(node as JsonSchema, place, planned);
    if (problem !== undefined) return problem;
  }
  for (const [keyword, inner] of Object.entries(node)) {
    if (DATA.has(keyword) && !Array.isArray(node)) continue;
    const isMap = MAPS.has(keyword) && !Array.isArray(node);
    const problem = isMap
      ? collectNamed(
          inner,
          { ...place, isReachable: isReachable && keyword === "properties" },
          planned,
        )
      : collect(inner, { ...place, isReachable: false, depth: depth + 1 }, planned);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function collectNamed(schemas: unknown, place: Place, planned: Planned): string | undefined {
  if (typeof schemas !== "object" || schemas === null) return undefined;
  for (const [name, schema] of Object.entries(schemas)) {
    const inside = { ...place, path: [...place.path, name], depth: place.depth + 1 };
    const problem = collect(schema, inside, planned);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function read(
  node: JsonSchema,
  { path, isReachable }: Place,
  { headers, names }: Planned,
): string | undefined {
  const name = node[ANNOTATION];
  const where = `"${path.join(".")}"`;
  if (!isReachable || path.length === 0) return `${ANNOTATION} stands where no argument is`;
  if (typeof name !== "string") return `${ANNOTATION} of ${where} is not a string`;
  if (!TOKEN.test(name)) return `${ANNOTATION} of ${where} is not an HTTP token`;
  if (names.has(name.toLowerCase())) return `${ANNOTATION} "${name}" is used twice`;
  const type = node.type;
  if (type !== "string" && type !== "integer" && type !== "boolean") {
    return `${ANNOTATION} of ${where} needs type string, integer or boolean`;
  }
  names.add(name.toLowerCase());
  headers.push({ header: `Mcp-Param-${name}`, path, type });
  return undefined;
}

/**
 * Reads the argument that `header` mirrors, as header text; `undefined` when there is none to send.
 */
export function readMirroredArgument(
  header: ParameterHeader,
  input: JsonObject | undefined,
): string | undefined {
  let value: unknown = input;
  for (const name of header.path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = (value as JsonObject)[name];
  }
  if (value === null || value === undefined || typeof value === "object") return undefined;
  return String(value);
}
