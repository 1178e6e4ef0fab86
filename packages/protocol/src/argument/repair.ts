import { compileLinearPattern } from "../pattern/linear-pattern.ts";
import type { JsonSchema } from "../schema/json.ts";
import { resolvePointer } from "./resolve-pointer.ts";
import { toPath } from "./value-path.ts";

/** One change that made an argument fit its schema. */
export interface Repair {
  /** Where, such as `items[2].limit`. */
  readonly path: string;
  /** The value that came. */
  readonly from: unknown;
  /** Absent when the argument was left out. */
  readonly to?: unknown;
}

const MAX_DEPTH = 32;
/** How many alternatives one schema may have; that of another party may multiply them without end. */
const MAX_VARIANTS = 10_000;
/** How many alternatives are looked at for all of a value, which may have a million parts. */
const MAX_LOOKS = 10_000_000;
const NUMBER = /^\s*-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?\s*$/;

/**
 * Repairs the mistakes that models make with argument types, and reports exactly what it changed.
 *
 * A number, boolean or null inside a string; an object or array as JSON text; a number or boolean
 * where a string belongs; `null` for an optional argument that takes no null. Nothing is guessed: a value
 * that the schema allows as it is stays as it is.
 */
export function repairArguments(value: unknown, schema: JsonSchema): RepairedArguments {
  return repairBy(compileOwn, value, schema);
}

/**
 * Does the same by a schema that a stranger wrote, such as the `inputSchema` of a server: a pattern that
 * cannot be matched in linear time matches nothing.
 */
export function repairForeignArguments(value: unknown, schema: JsonSchema): RepairedArguments {
  return repairBy(compileForeign, value, schema);
}

/** Arguments after their repair, with the changes that were made. */
export interface RepairedArguments {
  /** The arguments; the same value if nothing was repaired. */
  readonly value: unknown;
  /** The changes, in the order of the arguments. */
  readonly repairs: readonly Repair[];
}

/** Compiles a pattern of a schema; `undefined` for one that is not to be matched. */
type CompilePattern = (pattern: string) => { test(text: string): boolean } | undefined;

function compileOwn(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
}

/** Characters of a name that a pattern of a stranger is matched with. */
const MAX_NAME = 1_000;

function compileForeign(pattern: string): ReturnType<CompilePattern> {
  const linear = compileLinearPattern(pattern, "u");
  return linear && { test: (name) => name.length <= MAX_NAME && linear.test(name) };
}

function repairBy(
  compilePattern: CompilePattern,
  value: unknown,
  schema: JsonSchema,
): RepairedArguments {
  const repairs: Repair[] = [];
  const repairing: Repairing = {
    root: schema,
    repairs,
    variants: new Map(),
    looks: 0,
    compilePattern,
  };
  return { value: repair(value, schema, [], repairing), repairs };
}

type Path = readonly (string | number)[];

/** The repair of one value, with all that is inside it. */
interface Repairing {
  /** The schema that references are resolved in. */
  readonly root: JsonSchema;
  readonly repairs: Repair[];
  /** The alternatives of each schema, worked out once. */
  readonly variants: Map<JsonSchema, readonly JsonSchema[]>;
  /** How many alternatives were looked at. */
  looks: number;
  readonly compilePattern: CompilePattern;
}

/** The alternatives of one schema, while they are being worked out. */
interface Resolving {
  readonly root: JsonSchema;
  count: number;
}

function repair(value: unknown, schema: JsonSchema, path: Path, repairing: Repairing): unknown {
  if (path.length > MAX_DEPTH) return value;
  const variants = variantsOf(schema, repairing);
  const types = new Set(variants.flatMap(typesOf));
  const choices = choicesOf(variants);
  const converted = choices ? chooseMeant(value, choices) : convert(value, types);
  if (converted === undefined) return descend(value, variants, path, repairing);
  repairing.repairs.push({ path: toPath(path), from: value, to: converted.value });
  return descend(converted.value, variants, path, repairing);
}

/** Lists the values of a schema that allows a few alone; `undefined` for any other. */
function choicesOf(variants: readonly JsonSchema[]): readonly unknown[] | undefined {
  const choices = variants.flatMap((variant) => {
    if ("const" in variant) return [variant["const"]];
    return Array.isArray(variant["enum"]) ? variant["enum"] : [UNBOUND];
  });
  return choices.length === 0 || choices.includes(UNBOUND) ? undefined : choices;
}

/** Stands for every value of a type. */
const UNBOUND: unique symbol = Symbol("unbound");

/** Finds the one choice that a value writes otherwise: of `1` and `"x"`, "1" means the number. */
function chooseMeant(
  value: unknown,
  choices: readonly unknown[],
): { readonly value: unknown } | undefined {
  if (choices.includes(value)) return undefined;
  const meant = choices.filter((choice) => {
    const converted = convert(value, new Set(typesOf({ const: choice })));
    return converted !== undefined && converted.value === choice;
  });
  return meant.length === 1 ? { value: meant[0] } : undefined;
}

/** Converts a value to one of `types`; `undefined` if it is of one, or cannot be converted safely. */
function convert(
  value: unknown,
  types: ReadonlySet<string>,
): { readonly value: unknown } | undefined {
  if (typeof value === "number" && !types.has("number") && !types.has("integer")) {
    return types.has("string") ? { value: String(value) } : undefined;
  }
  if (typeof value === "boolean" && types.size === 1 && types.has("string")) {
    return { value: String(value) };
  }
  if (typeof value !== "string" || types.has("string")) return undefined;
  if ((types.has("number") || types.has("integer")) && NUMBER.test(value)) {
    const number = Number(value);
    // Digits that a number cannot hold would be lost, as in a long id.
    const isExact = /[.eE]/.test(value) ? Number.isFinite(number) : Number.isSafeInteger(number);
    if (isExact && (types.has("number") || Number.isSafeInteger(number))) return { value: number };
  }
  const word = value.trim();
  if (types.has("boolean") && (word === "true" || word === "false"))
    return { value: word === "true" };
  if (types.has("null") && word === "null") return { value: null };
  if (types.has("object") && word.startsWith("{")) return parse(word);
  if (types.has("array") && word.startsWith("[")) return parse(word);
  return undefined;
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function descend(
  value: unknown,
  variants: readonly JsonSchema[],
  path: Path,
  repairing: Repairing,
): unknown {
  if (Array.isArray(value)) {
    const lists = variants.filter((variant) => isSchema(variant["items"]) || isTuple(variant));
    const [list, ...others] = lists;
    if (list === undefined || others.length > 0) return value;
    const places = isTuple(list) ? list["prefixItems"] : [];
    return value.map((item, index) => {
      const schema = index < places.length ? places[index] : list["items"];
      return isSchema(schema) ? repair(item, schema, [...path, index], repairing) : item;
    });
  }
  if (typeof value !== "object" || value === null) return value;
  const given = value as Record<string, unknown>;
  const objects = variants.filter((variant) =>
    ["properties", "patternProperties", "additionalProperties"].some((name) =>
      isSchema(variant[name]),
    ),
  );
  const meant = objects.length > 1 ? objects.filter((variant) => isMeant(given, variant)) : objects;
  const [variant] = meant;
  // Which of several alternatives is meant would be a guess.
  if (!variant || meant.length > 1) return value;
  return repairObject(given, variant, path, repairing);
}

/** Returns whether no fixed property of `variant`, such as a `type` or `kind`, rules it out. */
function isMeant(value: Record<string, unknown>, variant: JsonSchema): boolean {
  return Object.entries(propertiesOf(variant)).every(([name, property]) => {
    if (!isSchema(property) || !("const" in property || Array.isArray(property["enum"])))
      return true;
    const choices = "const" in property ? [property["const"]] : (property["enum"] as unknown[]);
    return Object.hasOwn(value, name) && choices.includes(value[name]);
  });
}

function repairObject(
  value: Record<string, unknown>,
  schema: JsonSchema,
  path: Path,
  repairing: Repairing,
): Record<string, unknown> {
  const properties = propertiesOf(schema);
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const schemaOf = findSchemas(schema, repairing);
  const repaired: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(value)) {
    const isDeclared = Object.hasOwn(properties, name);
    const property = schemaOf(name);
    if (!isSchema(property)) {
      repaired.push([name, inner]);
      continue;
    }
    const types = new Set(variantsOf(property, repairing).flatMap(typesOf));
    if (
      inner === null &&
      isDeclared &&
      types.size > 0 &&
      !types.has("null") &&
      !required.includes(name)
    ) {
      repairing.repairs.push({ path: toPath([...path, name]), from: null });
      continue;
    }
    repaired.push([name, repair(inner, property, [...path, name], repairing)]);
  }
  // Not by assignment, which for "__proto__" would set the prototype.
  return Object.fromEntries(repaired);
}

/**
 * Finds the schema of a property: that of its name and of each pattern it matches, or else that of the
 * rest.
 */
function findSchemas(schema: JsonSchema, { compilePattern }: Repairing): (name: string) => unknown {
  const properties = propertiesOf(schema);
  const { patternProperties } = schema;
  const patterns = Object.entries(isSchema(patternProperties) ? patternProperties : {}).map(
    ([pattern, each]) => [compilePattern(pattern), each] as const,
  );
  return (name) => {
    const patterned = patterns.flatMap(([pattern, each]) => (pattern?.test(name) ? [each] : []));
    const own = Object.hasOwn(properties, name) ? [properties[name], ...patterned] : patterned;
    if (own.length === 0) return schema["additionalProperties"];
    return own.length === 1 ? own[0] : { allOf: own };
  };
}

/** The schemas a value may be of, none once there was too much to look at. */
function variantsOf(schema: JsonSchema, repairing: Repairing): readonly JsonSchema[] {
  let variants = repairing.variants.get(schema);
  if (variants === undefined) {
    const resolving = { root: repairing.root, count: 0 };
    variants = resolveVariants(schema, resolving, 0);
    repairing.variants.set(schema, variants);
    repairing.looks += resolving.count;
  }
  repairing.looks += Math.max(1, variants.length);
  return repairing.looks > MAX_LOOKS ? [] : variants;
}

/** Works out the alternatives: the schema itself, or those of `$ref`, `anyOf` and `oneOf`. */
function resolveVariants(schema: JsonSchema, resolving: Resolving, depth: number): JsonSchema[] {
  resolving.count += 1;
  if (depth > MAX_DEPTH || resolving.count > MAX_VARIANTS) return [];
  const reference = schema["$ref"];
  if (typeof reference === "string" && reference.startsWith("#")) {
    const target = resolvePointer(reference.slice(1), resolving.root);
    return isSchema(target) ? resolveVariants(target, resolving, depth + 1) : [];
  }
  const alternatives = [schema["anyOf"], schema["oneOf"]].flatMap((list) =>
    Array.isArray(list) ? list.filter(isSchema) : [],
  );
  if (alternatives.length === 0) return [withAllOf(schema, resolving, depth)];
  return alternatives.flatMap((alternative) => resolveVariants(alternative, resolving, depth + 1));
}

/** Joins a schema with those of its `allOf`, as far as they are no alternatives themselves. */
function withAllOf(schema: JsonSchema, resolving: Resolving, depth: number): JsonSchema {
  const all = schema["allOf"];
  if (!Array.isArray(all)) return schema;
  const parts = all.filter(isSchema).flatMap((each) => {
    const [part, ...others] = resolveVariants(each, resolving, depth + 1);
    return part === undefined || others.length > 0 ? [] : [part];
  });
  const joined = [schema, ...parts].reverse();
  return {
    ...Object.assign({}, ...joined),
    properties: Object.assign({}, ...joined.map(propertiesOf)),
    required: joined.flatMap(({ required }) => (Array.isArray(required) ? required : [])),
  };
}

function propertiesOf(schema: JsonSchema): Record<string, unknown> {
  const { properties } = schema;
  return isSchema(properties) ? properties : {};
}

function isTuple(
  schema: JsonSchema,
): schema is JsonSchema & { readonly prefixItems: readonly unknown[] } {
  return Array.isArray(schema["prefixItems"]);
}

function typesOf(schema: JsonSchema): string[] {
  if (typeof schema.type === "string") return [schema.type];
  if (Array.isArray(schema.type)) return [...schema.type];
  const values = "const" in schema ? [schema["const"]] : schema["enum"];
  if (!Array.isArray(values)) return [];
  return values.map((value) =>
    value === null ? "null" : Array.isArray(value) ? "array" : typeof value,
  );
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
