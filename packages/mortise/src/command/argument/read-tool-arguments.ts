import type { JsonSchema, JsonValue } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { readTypes } from "./read-types.ts";
import type { WrittenArgument } from "./split-argument.ts";
import { splitArgument } from "./split-argument.ts";

/**
 * Reads the arguments of a tool: each is given the type that the tool's input schema asks for.
 *
 * A key that is written more than once, or whose type is an array, makes a list.
 *
 * @throws MortiseError `INVALID_OPTION` when a value is not of its type.
 */
export function readToolArguments(
  words: readonly string[],
  schema: JsonSchema,
): Record<string, JsonValue> {
  const written = Map.groupBy(words.map(splitArgument), ({ key }) => key);
  const values = [...written].map(([key, all]) => [key, readOne(all, schema)] as const);
  return Object.fromEntries(values);
}

function readOne(all: readonly WrittenArgument[], schema: JsonSchema): JsonValue {
  const [first] = all;
  if (first === undefined) return null;
  const property = (schema["properties"] as Record<string, JsonSchema> | undefined)?.[first.key];
  const { types, items } = readTypes(property, schema);
  if (
    all.length === 1 &&
    (!types.includes("array") || looksLikeJson(first.value) || first.isJson)
  ) {
    return readValue(first, types);
  }
  const itemTypes = readTypes(items, schema).types;
  return all.map((argument) => readValue(argument, itemTypes));
}

function readValue({ key, value, isJson }: WrittenArgument, types: readonly string[]): JsonValue {
  if (isJson) return parseJson(key, value);
  if (types.includes("string") || types.length === 0) return value;
  if (types.includes("null") && value === "null") return null;
  if (types.includes("boolean") && /^(true|false)$/.test(value)) return value === "true";
  if (types.includes("number") || types.includes("integer")) {
    const number = Number(value);
    const fits = types.includes("number") || Number.isInteger(number);
    if (value.trim() !== "" && Number.isFinite(number) && fits) return number;
  }
  if (types.includes("object") || types.includes("array")) return parseJson(key, value);
  throw new MortiseError(
    "INVALID_OPTION",
    `${key} is to be ${types.join(" or ")}, and ${JSON.stringify(value)} is not`,
  );
}

function parseJson(key: string, value: string): JsonValue {
  try {
    return JSON.parse(value) as JsonValue;
  } catch (cause) {
    throw new MortiseError(
      "INVALID_OPTION",
      `${key} is to be JSON, and ${JSON.stringify(value)} is not: ${(cause as Error).message}`,
      { cause },
    );
  }
}

function looksLikeJson(value: string): boolean {
  return /^\s*\[/.test(value);
}
