import type { JsonSchema } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** The keywords that hold data, in which nothing is a schema. */
const DATA: ReadonlySet<string> = new Set(["const", "default", "enum", "examples"]);
const NAMED: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
]);
/** How far from now a moment may be that a schema made when it was asked. */
const NOW_MS = 2 * 24 * 60 * 60 * 1000;

/** A library's word on itself that clients would misread. */
export interface Description {
  /** The description, and one that was made after it. */
  readonly first: JsonSchema;
  readonly second: JsonSchema;
  readonly vendor: string;
  readonly isInput: boolean;
  readonly owner: string;
}

/**
 * Corrects how a library describes a schema: a default that is made anew each time is left out, and
 * so is the claim that a field with one is required.
 *
 * A form would fill in the same id for every caller, and each instance would list another.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a file, which no JSON can be.
 */
export function correctDescription(description: Description): JsonSchema {
  return correct(description.first, description.second, description) as JsonSchema;
}

function correct(first: unknown, second: unknown, description: Description): unknown {
  if (Array.isArray(first)) {
    return first.map((each, index) => correct(each, at(second, index), description));
  }
  if (typeof first !== "object" || first === null) return first;
  const schema = first as JsonSchema;
  assertNoFile(schema, description);
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (keyword === "default" && isGenerated(value, at(second, "default"))) return [];
    if (DATA.has(keyword)) return [[keyword, value]];
    if (NAMED.has(keyword))
      return [[keyword, correctNamed(value, at(second, keyword), description)]];
    return [[keyword, correct(value, at(second, keyword), description)]];
  });
  return withoutFilled(Object.fromEntries(entries), schema, description);
}

/** Corrects schemas by name, which may be called like a keyword. */
function correctNamed(first: unknown, second: unknown, description: Description): unknown {
  const named = Object.entries((first ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    named.map(([name, schema]) => [name, correct(schema, at(second, name), description)]),
  );
}

/** A field with a fallback, such as one of zod's `catch`, may be left out by a caller. */
function withoutFilled(
  written: JsonSchema,
  schema: JsonSchema,
  description: Description,
): JsonSchema {
  const { required, properties } = schema;
  const isListed = description.isInput && description.vendor === "zod" && Array.isArray(required);
  if (!isListed || typeof properties !== "object" || properties === null) return written;
  const names = required.filter((name) => {
    const property: unknown = (properties as Readonly<Record<string, unknown>>)[String(name)];
    return !(typeof property === "object" && property !== null && "default" in property);
  });
  if (names.length === required.length) return written;
  const { required: _required, ...rest } = written;
  return names.length === 0 ? rest : { ...rest, required: names };
}

function assertNoFile(schema: JsonSchema, { owner, isInput }: Description): void {
  if (!isInput || schema["contentEncoding"] !== "binary") return;
  throw new MortiseError(
    "INVALID_DEFINITION",
    `${owner} asks for a file, which no JSON can be; take its text, its base64 or its URI`,
  );
}

/** Returns whether a default differs from one call to the next, or is the present time. */
function isGenerated(one: unknown, other: unknown): boolean {
  if (JSON.stringify(one) !== JSON.stringify(other)) return true;
  if (typeof one === "number") return [one, one * 1000].some(isNow);
  const isDate = typeof one === "string" && /^\d{4}-\d{2}-\d{2}/.test(one);
  return isDate && isNow(Date.parse(one));
}

function isNow(ms: number): boolean {
  return Math.abs(Date.now() - ms) < NOW_MS;
}

function at(node: unknown, key: string | number): unknown {
  if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return undefined;
  return (node as Readonly<Record<string | number, unknown>>)[key];
}
