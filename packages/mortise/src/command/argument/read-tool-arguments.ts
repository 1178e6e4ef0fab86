import type { JsonSchema, JsonValue } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { assertExact, parseJson } from "./parse-json.ts";
import type { AllowedTypes } from "./read-types.ts";
import { readProperty, readTypes } from "./read-types.ts";
import type { WrittenArgument } from "./split-argument.ts";
import { splitArgument } from "./split-argument.ts";

/**
 * Reads the arguments of a tool: each is given the type that the tool's input schema asks for.
 *
 * A key that is written more than once, or whose type is an array, makes a list. `a.b=1` is a member
 * of the object `a`, unless the schema has an argument of that name. Where the schema allows text and
 * other types, or says nothing, a number, `true`, `false` or `null` in its usual form is that value.
 *
 * @throws MortiseError `INVALID_OPTION` when a value is not of its type.
 */
export async function readToolArguments(
  words: readonly string[],
  schema: JsonSchema,
): Promise<Record<string, JsonValue>> {
  const written = await Promise.all(words.map(splitArgument));
  const values: Values = new Map();
  for (const [key, all] of Map.groupBy(written, (argument) => argument.key)) {
    const path = toPath(key, schema);
    const property = path.reduce<JsonSchema | undefined>(
      (parent, name) => readProperty(parent, name, schema),
      schema,
    );
    insert(values, path, readOne(all, property, schema));
  }
  return toObject(values);
}

/** Arguments by name, whose members are set one by one. */
type Values = Map<string, JsonValue | Values>;

/** Splits `a.b` where the schema knows `a` and not `a.b`. */
function toPath(key: string, schema: JsonSchema): string[] {
  const parts = key.split(".");
  const [first = "", ...rest] = parts;
  if (rest.length === 0 || parts.includes("")) return [key];
  const isKnown = hasProperty(schema, key) || !hasProperty(schema, first);
  return isKnown ? [key] : parts;
}

function hasProperty(schema: JsonSchema, name: string): boolean {
  const { properties } = schema as { readonly properties?: unknown };
  return typeof properties === "object" && properties !== null && Object.hasOwn(properties, name);
}

function insert(values: Values, path: readonly string[], value: JsonValue): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0 && !values.has(name)) {
    values.set(name, value);
    return;
  }
  const inner = values.get(name) ?? new Map();
  if (!(inner instanceof Map) || rest.length === 0) {
    throw new MortiseError("INVALID_OPTION", `${name} is given whole and in parts; give it once`);
  }
  values.set(name, inner);
  insert(inner, rest, value);
}

function toObject(values: Values): Record<string, JsonValue> {
  return Object.fromEntries(
    [...values].map(([name, value]) => [name, value instanceof Map ? toObject(value) : value]),
  );
}

function readOne(
  all: readonly WrittenArgument[],
  property: JsonSchema | undefined,
  root: JsonSchema,
): JsonValue {
  const allowed = readTypes(property, root);
  const [first, ...more] = all;
  if (first !== undefined && more.length === 0 && !isMember(first, allowed)) {
    return readValue(first, allowed);
  }
  const items = readTypes(allowed.items, root);
  return all.map((argument) => readValue(argument, items));
}

/** Whether a value that stands alone is a member of a list. */
function isMember({ value, isJson }: WrittenArgument, { types }: AllowedTypes): boolean {
  const isList = types.includes("array") && !types.includes("string");
  return isList && !isJson && !/^\s*\[/.test(value);
}

function readValue({ key, value, isJson }: WrittenArgument, allowed: AllowedTypes): JsonValue {
  const { types, constants } = allowed;
  if (isJson) return parseJson(value, key);
  if (constants.length > 0) {
    if (constants.includes(value)) return value;
    const meant = constants.find((constant) => JSON.stringify(constant) === value);
    if (meant !== undefined) return meant as JsonValue;
  }
  const isOpen = types.length === 0;
  if (isOpen || types.includes("string")) return readUsualForm(value, types);
  if (types.includes("null") && value === "null") return null;
  if (types.includes("boolean") && /^(true|false)$/.test(value)) return value === "true";
  if (types.includes("number") || types.includes("integer")) {
    const number = Number(value);
    const fits = types.includes("number") || Number.isInteger(number);
    if (value.trim() !== "" && Number.isFinite(number) && fits) {
      assertExact(value.trim(), key);
      return number;
    }
  }
  if (types.includes("object") || types.includes("array")) return parseJson(value, key);
  throw new MortiseError(
    "INVALID_OPTION",
    `${key} is to be ${types.join(" or ")}, and ${JSON.stringify(value)} is not`,
  );
}

/** Returns the value whose only usual form is `text`, if it is of a type; otherwise the text. */
function readUsualForm(text: string, types: readonly string[]): JsonValue {
  const allows = (...names: string[]): boolean =>
    types.length === 0 || names.some((name) => types.includes(name));
  if (text === "null" && allows("null")) return null;
  if ((text === "true" || text === "false") && allows("boolean")) return text === "true";
  const number = Number(text);
  const isUsual = String(number) === text && Number.isFinite(number);
  const fits = allows("number") || (allows("integer") && Number.isInteger(number));
  return isUsual && fits ? number : text;
}
