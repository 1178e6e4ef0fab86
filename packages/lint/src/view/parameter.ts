import type { Tool } from "@mortise/protocol";
import { escapePointer } from "../text/every-text.ts";

/** A JSON Schema with keywords, as far as they can be relied on when a server sent it. */
export type Keywords = Readonly<Record<string, unknown>>;

/** An argument of a tool. */
export interface Parameter {
  readonly name: string;
  /** Empty for a schema without keywords. */
  readonly schema: Keywords;
  readonly isRequired: boolean;
  /** A JSON Pointer from the tool. */
  readonly pointer: string;
}

/** Returns whether a value is an object of JSON. */
export function isObject(value: unknown): value is Keywords {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Gives the arguments of a tool, of each alternative too where the schema has several. */
export function parametersOf({ inputSchema }: Tool): Parameter[] {
  if (!isObject(inputSchema)) return [];
  return readParameters(inputSchema, "/inputSchema");
}

function readParameters(schema: Keywords, pointer: string): Parameter[] {
  const { properties, required } = schema;
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(isObject(properties) ? properties : {}).map(([name, member]) => ({
    name,
    schema: isObject(member) ? member : {},
    isRequired: names.includes(name),
    pointer: `${pointer}/properties/${escapePointer(name)}`,
  }));
}

/** Gives the texts of an `enum`; empty when a schema has none, or one of other values. */
export function choicesOf({ enum: values, anyOf, oneOf }: Keywords): string[] {
  if (Array.isArray(values)) return values.filter((value) => typeof value === "string");
  const alternatives = Array.isArray(anyOf) ? anyOf : oneOf;
  if (!Array.isArray(alternatives)) return [];
  return alternatives.flatMap((each) =>
    isObject(each) && typeof each["const"] === "string" ? [each["const"]] : [],
  );
}

/** Returns whether a schema takes any object: one whose members the model has to guess. */
export function isOpenObject(schema: Keywords): boolean {
  const { type, properties, additionalProperties, patternProperties, $ref } = schema;
  if ($ref !== undefined || isObject(patternProperties)) return false;
  if (["anyOf", "oneOf", "allOf"].some((keyword) => keyword in schema)) {
    const { anyOf } = schema;
    return Array.isArray(anyOf) && anyOf.some((each) => isObject(each) && isOpenObject(each));
  }
  if (isObject(additionalProperties) && Object.keys(additionalProperties).length > 0) return false;
  const hasNone = !isObject(properties) || Object.keys(properties).length === 0;
  return type === "object" && hasNone && additionalProperties !== false;
}
