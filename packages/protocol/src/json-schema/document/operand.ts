import { isPlainObject } from "../value/kind.ts";
import type { Definition } from "./definition.ts";
import { invalidSchema, pointerTo, quote } from "./definition.ts";
import type { Dialect } from "./dialect.ts";

/** The operand that a keyword takes, as the meta-schema says; the last four hold schemas. */
export type Operand =
  | "text"
  | "count"
  | "number"
  | "positive"
  | "flag"
  | "names"
  | "names by name"
  | "types"
  | "list"
  | "schema"
  | "schemas"
  | "schemas by name"
  | "schemas or names by name";

/** Keywords with their operands, for all dialects alike. */
const OPERANDS: Readonly<Record<string, Operand>> = {
  $ref: "text",
  $comment: "text",
  title: "text",
  description: "text",
  format: "text",
  pattern: "text",
  type: "types",
  enum: "list",
  minLength: "count",
  maxLength: "count",
  minItems: "count",
  maxItems: "count",
  minProperties: "count",
  maxProperties: "count",
  minimum: "number",
  maximum: "number",
  exclusiveMinimum: "number",
  exclusiveMaximum: "number",
  multipleOf: "positive",
  uniqueItems: "flag",
  required: "names",
  allOf: "schemas",
  anyOf: "schemas",
  oneOf: "schemas",
  not: "schema",
  properties: "schemas by name",
  patternProperties: "schemas by name",
  additionalProperties: "schema",
  items: "schema",
  $defs: "schemas by name",
  definitions: "schemas by name",
  dependencies: "schemas or names by name",
};

/** Keywords that came later, by the dialect that they came with. */
const LATER: readonly (readonly [since: Dialect, Readonly<Record<string, Operand>>])[] = [
  [6, { $id: "text", contains: "schema", propertyNames: "schema" }],
  [7, Object.fromEntries(["if", "then", "else"].map((keyword) => [keyword, "schema"]))],
  [
    2019,
    {
      $anchor: "text",
      dependentRequired: "names by name",
      dependentSchemas: "schemas by name",
      unevaluatedItems: "schema",
      unevaluatedProperties: "schema",
      minContains: "count",
      maxContains: "count",
      contentSchema: "schema",
    },
  ],
  [2020, { prefixItems: "schemas", $dynamicRef: "text", $dynamicAnchor: "text" }],
];

/** Keywords that a newer dialect no longer has, and their operands before it. */
const EARLIER: readonly (readonly [before: Dialect, Readonly<Record<string, Operand>>])[] = [
  [2020, { additionalItems: "schema" }],
  [6, { id: "text", exclusiveMinimum: "flag", exclusiveMaximum: "flag" }],
];

/** Returns the operand that a keyword takes in a dialect; `undefined` for an unknown keyword. */
export function operandOf(keyword: string, value: unknown, dialect: Dialect): Operand | undefined {
  if (keyword === "items" && dialect < 2020 && Array.isArray(value)) return "schemas";
  if (keyword === "$recursiveRef" && dialect === 2019) return "text";
  if (keyword === "$recursiveAnchor" && dialect === 2019) return "flag";
  for (const [before, operands] of EARLIER) {
    if (dialect < before && Object.hasOwn(operands, keyword)) return operands[keyword];
  }
  if (Object.hasOwn(OPERANDS, keyword)) return OPERANDS[keyword];
  for (const [since, operands] of LATER) {
    if (dialect >= since && Object.hasOwn(operands, keyword)) return operands[keyword];
  }
  return undefined;
}

const TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"];

/** Each operand in words, with its test. */
const RULES: Readonly<Record<Operand, readonly [string, (value: unknown) => boolean]>> = {
  text: ["a string", (value) => typeof value === "string"],
  count: ["a whole number from 0", (value) => Number.isInteger(value) && (value as number) >= 0],
  number: ["a number", (value) => typeof value === "number"],
  positive: ["a number above 0", (value) => typeof value === "number" && value > 0],
  flag: ["true or false", (value) => typeof value === "boolean"],
  names: ["a list of different names", isNames],
  "names by name": ["an object of lists of names", (value) => isMap(value, isNames)],
  types: [
    `one of ${TYPES.join(", ")}, or a list of them`,
    (value) => TYPES.includes(value as string) || (isNames(value) && isTypes(value)),
  ],
  list: ["a list of values", (value) => Array.isArray(value)],
  schema: ["a schema: an object, true or false", isSchema],
  schemas: [
    "a list of one schema or more",
    (value) => Array.isArray(value) && value.length > 0 && value.every(isSchema),
  ],
  "schemas by name": ["an object of schemas", (value) => isMap(value, isSchema)],
  "schemas or names by name": [
    "an object of schemas and lists of names",
    (value) => isMap(value, (each) => isSchema(each) || isNames(each)),
  ],
};

/**
 * Checks that the operand of a keyword is as the meta-schema of the dialect says.
 *
 * @throws MortiseError `INVALID_DEFINITION` that names the place, what is there and what belongs there.
 */
export function assertOperand(
  operand: Operand,
  value: unknown,
  pointer: string,
  { owner, dialect }: Definition,
): void {
  const [expected, isRight] = RULES[operand];
  if (isRight(value)) return;
  const inner = innerFault(operand, value);
  const place = inner === undefined ? pointer : pointerTo(pointer, inner);
  const wrong = inner === undefined ? value : (value as Readonly<Record<string, unknown>>)[inner];
  const belongs = inner === undefined ? expected : RULES.schema[0];
  throw invalidSchema(
    owner,
    place,
    `is ${quote(wrong)}, but must be ${belongs}${advise(pointer, value, dialect)}`,
  );
}

/** Finds the member of a list or map of schemas that is none. */
function innerFault(operand: Operand, value: unknown): string | undefined {
  if (operand !== "schemas" && operand !== "schemas by name") return undefined;
  if (Array.isArray(value) !== (operand === "schemas")) return undefined;
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([, member]) => !isSchema(member))?.[0];
}

/** Says what a common mistake was meant to be. */
function advise(pointer: string, value: unknown, dialect: Dialect): string {
  if (pointer.endsWith("/required") && typeof value === "boolean") {
    return "; name the property in the list of the object around it";
  }
  if (/\/exclusiveM(?:in|ax)imum$/.test(pointer) && dialect > 4) {
    return "; the flag is of draft-04, put the number itself here";
  }
  if (pointer.endsWith("/items") && Array.isArray(value))
    return "; 2020-12 has prefixItems for a tuple";
  return "";
}

function isSchema(value: unknown): boolean {
  return typeof value === "boolean" || isPlainObject(value);
}

function isNames(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.every((each) => typeof each === "string") &&
    new Set(value).size === value.length
  );
}

function isTypes(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => TYPES.includes(name));
}

function isMap(value: unknown, isMember: (member: unknown) => boolean): boolean {
  return isPlainObject(value) && Object.values(value).every(isMember);
}
