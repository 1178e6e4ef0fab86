import type { JsonSchema } from "@mortise/protocol";
import {
  escapePointer,
  isSchema,
  LIST_KEYWORDS,
  MAP_KEYWORDS,
  SCHEMA_KEYWORDS,
} from "./schema-walk.ts";
import type { ToolWork } from "./tool-change.ts";
import { UnfitTool } from "./tool-change.ts";

/** How deep schemas may lie in one another, and how many there may be, before a tool is left out. */
const DEPTH_LIMIT = 64;
const COUNT_LIMIT = 5000;

const TYPES = ["object", "array", "string", "number", "integer", "boolean", "null"];

/** Names of types that servers take from their languages; `undefined` for a type that is any. */
const TYPE_ALIASES: Readonly<Record<string, string | undefined>> = {
  int: "integer",
  int32: "integer",
  int64: "integer",
  long: "integer",
  float: "number",
  double: "number",
  decimal: "number",
  bool: "boolean",
  str: "string",
  text: "string",
  date: "string",
  datetime: "string",
  uuid: "string",
  dict: "object",
  map: "object",
  record: "object",
  list: "array",
  tuple: "array",
  set: "array",
  none: "null",
  nil: "null",
};

type Check = (value: unknown) => boolean;

const isCount: Check = (value) => Number.isInteger(value) && Number(value) >= 0;
const isNumber: Check = (value) => typeof value === "number";
const isText: Check = (value) => typeof value === "string";
const isBoolean: Check = (value) => typeof value === "boolean";
const isFilled: Check = (value) => Array.isArray(value) && value.length > 0;

/** The values that keywords may have (2020-12, Validation and Core); a keyword not listed is free. */
const KEYWORD_CHECKS: Readonly<Record<string, Check>> = {
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  minContains: isCount,
  maxContains: isCount,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value) => isNumber(value) && Number(value) > 0,
  title: isText,
  description: isText,
  $comment: isText,
  format: isText,
  pattern: isPattern,
  contentEncoding: isText,
  contentMediaType: isText,
  uniqueItems: isBoolean,
  deprecated: isBoolean,
  readOnly: isBoolean,
  writeOnly: isBoolean,
  enum: isFilled,
  examples: Array.isArray,
  $ref: isText,
  $anchor: isText,
  dependentRequired: (value) => isSchema(value) && Object.values(value).every(Array.isArray),
};

/**
 * Rewrites a schema to a well-formed one of 2020-12: forms of older drafts become today's, and
 * keywords with values that they cannot have are left out.
 */
export function toWellFormedSchema(root: JsonSchema, work: ToolWork): JsonSchema {
  let count = 0;
  const rewrite = (given: JsonSchema, path: string, depth: number): JsonSchema => {
    count += 1;
    if (count > COUNT_LIMIT) throw new UnfitTool(`its input schema has over ${COUNT_LIMIT} parts`);
    if (depth > DEPTH_LIMIT) throw new UnfitTool(`its input schema is over ${DEPTH_LIMIT} deep`);
    const schema = modernize(given, path, work);
    const inside = (value: unknown, place: string): unknown => {
      if (isSchema(value)) return rewrite(value, place, depth + 1);
      if (typeof value === "boolean") return value;
      work.note(place, "is no schema and now allows any value");
      return {};
    };
    const entries: [string, unknown][] = [];
    for (const [keyword, value] of Object.entries(schema)) {
      const place = `${path}/${keyword}`;
      if (SCHEMA_KEYWORDS.includes(keyword)) {
        if (isSchema(value) || typeof value === "boolean")
          entries.push([keyword, inside(value, place)]);
        else drop(place, work);
      } else if (LIST_KEYWORDS.includes(keyword)) {
        if (!Array.isArray(value) || !value.length) drop(place, work);
        else entries.push([keyword, value.map((item, index) => inside(item, `${place}/${index}`))]);
      } else if (MAP_KEYWORDS.includes(keyword)) {
        if (!isSchema(value)) drop(place, work);
        else
          entries.push([
            keyword,
            mapMembers(value, (member, name) => inside(member, `${place}/${name}`)),
          ]);
      } else if (KEYWORD_CHECKS[keyword]?.(value) === false) drop(place, work);
      else entries.push([keyword, value]);
    }
    return Object.fromEntries(entries);
  };
  return rewrite(root, "", 0);
}

function drop(path: string, work: ToolWork): void {
  work.note(path, "has a value that JSON Schema does not allow and is left out");
}

function mapMembers(
  value: JsonSchema,
  rewrite: (member: unknown, name: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, rewrite(member, escapePointer(name))]),
  );
}

/** Rewrites the keywords of older drafts in one schema, and its type. */
function modernize(given: JsonSchema, path: string, work: ToolWork): JsonSchema {
  const schema: Record<string, unknown> = Object.fromEntries(Object.entries(given));
  const note = (keyword: string, message: string): void => work.note(`${path}/${keyword}`, message);
  // The name of the draft says nothing to a model, so that its loss is no change of the tool.
  delete schema["$schema"];
  // Draft 2019-09 and older wrote a tuple as a list of `items`.
  if (Array.isArray(schema["items"])) {
    schema["prefixItems"] = schema["items"];
    delete schema["items"];
    if ("additionalItems" in schema) schema["items"] = schema["additionalItems"];
    note("items", "is a list and becomes prefixItems");
  }
  delete schema["additionalItems"];
  for (const [exclusive, inclusive] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof schema[exclusive] !== "boolean") continue;
    if (schema[exclusive] && isNumber(schema[inclusive])) {
      schema[exclusive] = schema[inclusive];
      delete schema[inclusive];
    } else delete schema[exclusive];
    note(exclusive, "is true or false, as in draft 4, and becomes a number");
  }
  if (isSchema(schema["dependencies"])) splitDependencies(schema, note);
  if ("required" in schema) readRequired(schema, note);
  if ("type" in schema) readType(schema, note);
  return schema;
}

type Note = (keyword: string, message: string) => void;

function splitDependencies(schema: Record<string, unknown>, note: Note): void {
  const entries = Object.entries(schema["dependencies"] as JsonSchema);
  const lists = entries.filter(([, value]) => Array.isArray(value));
  const schemas = entries.filter(([, value]) => isSchema(value));
  delete schema["dependencies"];
  if (lists.length) schema["dependentRequired"] = Object.fromEntries(lists);
  if (schemas.length) schema["dependentSchemas"] = Object.fromEntries(schemas);
  note("dependencies", "becomes dependentRequired and dependentSchemas");
}

function readRequired(schema: Record<string, unknown>, note: Note): void {
  const { required } = schema;
  const names = Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
  const unique = [...new Set(names)];
  if (Array.isArray(required) && unique.length === required.length) return;
  if (unique.length) schema["required"] = unique;
  else delete schema["required"];
  note("required", "is no list of different names and is repaired");
}

function readType(schema: Record<string, unknown>, note: Note): void {
  const { type } = schema;
  const written: readonly unknown[] = Array.isArray(type) ? type : [type];
  const types = [...new Set(written.flatMap((each) => toType(each) ?? []))];
  const isRight =
    types.length > 0 &&
    types.length === written.length &&
    types.every((each) => written.includes(each));
  if (isRight) return;
  // A list with a type that is not known may allow any value.
  const isKnown = written.every((each) => toType(each) !== undefined);
  if (!isKnown || !types.length) delete schema["type"];
  else schema["type"] = types.length === 1 ? types[0] : types;
  note("type", `is ${JSON.stringify(type)}, which is no type of JSON Schema, and is repaired`);
}

function toType(written: unknown): string | undefined {
  if (typeof written !== "string") return undefined;
  if (TYPES.includes(written)) return written;
  const lower = written.toLowerCase();
  if (TYPES.includes(lower)) return lower;
  return Object.hasOwn(TYPE_ALIASES, lower) ? TYPE_ALIASES[lower] : undefined;
}

function isPattern(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    new RegExp(value, "u");
    return true;
  } catch {
    return false;
  }
}
