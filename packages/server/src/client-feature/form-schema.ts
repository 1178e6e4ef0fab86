import type { JsonObject, JsonSchema } from "@mortise/protocol";
import { MortiseError, resolvePointer } from "@mortise/protocol";

/** A form as clients draw it. */
export interface FormSchema {
  /** The schema of the form, of nothing but fields that the specification names. */
  readonly requested: JsonSchema;
  /** Required fields that take null, which a form says by leaving them out. */
  readonly nullable: readonly string[];
}

/** The formats of a text field (2026-07-28, Schema, StringSchema). */
const FORMATS: ReadonlySet<unknown> = new Set(["email", "uri", "date", "date-time"]);
const SIMPLE: ReadonlySet<unknown> = new Set(["string", "number", "integer", "boolean"]);
/** The members of a field that say something to the user. */
const WORDS = ["title", "description", "default"] as const;
const MAX_DEPTH = 16;

/**
 * Writes the schema of an answer as a form: texts, numbers, booleans, choices and lists of choices.
 *
 * Clients take nothing else (2026-07-28, Elicitation, Requested Schema), and the answer is checked by
 * the author's own schema. So a format that forms do not have is left out, and a choice is written as
 * the specification writes it, however a library does.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a field that no form can show.
 */
export function toFormSchema(json: JsonSchema): FormSchema {
  const { $defs: _defs, definitions: _definitions, properties, required, ...root } = json;
  if (properties === undefined && ["anyOf", "oneOf", "allOf", "$ref"].some((key) => key in root)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      "The schema of an elicitation must be one object with its fields as properties; a form has no alternatives",
    );
  }
  const names = Array.isArray(required) ? required.map(String) : [];
  const nullable: string[] = [];
  const fields = Object.entries((properties ?? {}) as Readonly<Record<string, unknown>>).map(
    ([name, property]): [string, JsonSchema] => {
      const field = readField(name, property, json);
      if (field.takesNull && names.includes(name)) nullable.push(name);
      return [name, field.schema];
    },
  );
  const needed = names.filter((name) => !nullable.includes(name));
  const requested: JsonSchema = {
    ...root,
    properties: Object.fromEntries(fields),
    ...(needed.length > 0 && { required: needed }),
  };
  return { requested, nullable };
}

/** Writes a form as revisions before 2025-11-25 have it, where the titles of choices are a list. */
export function toEarlierForm(requested: JsonSchema): JsonSchema {
  const fields = Object.entries((requested["properties"] ?? {}) as Record<string, JsonSchema>);
  const written = fields.map(([name, field]): [string, JsonSchema] => {
    const { oneOf, ...rest } = field;
    if (!Array.isArray(oneOf)) return [name, field];
    const choices = oneOf as readonly { readonly const: string; readonly title: string }[];
    const list = toList(choices.map((choice) => ({ value: choice.const, title: choice.title })));
    return [name, { ...rest, ...list }];
  });
  return { ...requested, properties: Object.fromEntries(written) };
}

interface Field {
  readonly schema: JsonSchema;
  readonly takesNull: boolean;
}

function readField(name: string, property: unknown, root: JsonSchema): Field {
  const all = alternativesOf(property, root, 0);
  const variants = all.filter((variant) => !isNull(variant));
  const words = wordsOf(property, all);
  const takesNull = variants.length < all.length;
  const choices = readChoices(variants);
  if (choices) {
    const [only, ...others] = variants;
    // An author that writes titles as a list wants a client that reads them so.
    const isList = others.length === 0 && Array.isArray(only?.["enumNames"]);
    const written = isList ? toList(choices) : writeChoices(choices);
    return { schema: { ...written, ...words }, takesNull };
  }
  const [variant] = variants;
  const schema =
    variant && variants.length === 1 ? writeVariant(withoutNull(variant), root) : undefined;
  if (schema) return { schema: { ...schema, ...words }, takesNull: takesNull || isUnion(variant) };
  const found = variants.map(({ type }) => JSON.stringify(type ?? "of no type")).join(" or ");
  throw new MortiseError(
    "INVALID_DEFINITION",
    `The schema of an elicitation may hold strings, numbers, booleans, enums and lists of enum values; "${name}" is ${found || '"null"'}`,
  );
}

/** Writes a field of one type; `undefined` for a type that no form has. */
function writeVariant(variant: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  if (variant.type === "array") {
    const choices = readChoices(alternativesOf(variant["items"], root, 0));
    if (!choices) return undefined;
    const { oneOf, ...rest } = writeChoices(choices);
    return { ...variant, items: oneOf === undefined ? rest : { anyOf: oneOf } };
  }
  if (!SIMPLE.has(variant.type)) return undefined;
  const { format, ...rest } = variant;
  return FORMATS.has(format) ? { ...rest, format } : rest;
}

interface Choice {
  readonly value: string;
  readonly title: string | undefined;
}

/** The values of a field that is a choice; `undefined` for any other, and for yes or no. */
function readChoices(variants: readonly JsonSchema[]): readonly Choice[] | undefined {
  const choices: Choice[] = [];
  for (const variant of variants) {
    const values = "const" in variant ? [variant["const"]] : variant["enum"];
    if (!Array.isArray(values)) return undefined;
    const names = Array.isArray(variant["enumNames"]) ? variant["enumNames"] : [];
    for (const [index, value] of values.entries()) {
      if (value === null) continue;
      // A number that is picked comes back as its text, which is repaired to the number.
      if (typeof value !== "string" && typeof value !== "number") return undefined;
      const title = values.length === 1 ? (variant["title"] ?? names[0]) : names[index];
      choices.push({ value: String(value), title: typeof title === "string" ? title : undefined });
    }
  }
  return choices.length === 0 ? undefined : choices;
}

/** Writes choices with their titles as a list (2025-11-25, LegacyTitledEnumSchema). */
function toList(choices: readonly Choice[]): JsonSchema {
  return {
    type: "string",
    enum: choices.map(({ value }) => value),
    enumNames: choices.map(({ value, title }) => title ?? value),
  };
}

function writeChoices(choices: readonly Choice[]): JsonSchema {
  // The title of a field of one choice names the field.
  if (choices.length === 1 || choices.every(({ title }) => title === undefined)) {
    return { type: "string", enum: choices.map(({ value }) => value) };
  }
  const titled = choices.map(({ value, title }) => ({ const: value, title: title ?? value }));
  return { type: "string", oneOf: titled };
}

/** The schemas that a field may be of, with references followed; each with the words around it. */
function alternativesOf(schema: unknown, root: JsonSchema, depth: number): readonly JsonSchema[] {
  if (typeof schema !== "object" || schema === null || depth > MAX_DEPTH) return [{}];
  const { $ref, anyOf, oneOf, allOf, ...rest } = schema as JsonSchema;
  if (typeof $ref === "string") {
    const target = $ref.startsWith("#") ? resolvePointer($ref.slice(1), root) : undefined;
    const found = alternativesOf(target, root, depth + 1);
    return found.map((each) => ({ ...each, ...rest }));
  }
  const [only, ...more] = Array.isArray(allOf) ? allOf : [];
  if (only !== undefined && more.length === 0) {
    return alternativesOf(only, root, depth + 1).map((each) => ({ ...each, ...rest }));
  }
  const inner = [anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
  if (inner.length === 0) return [rest];
  const { title: _title, description: _description, default: _default, ...limits } = rest;
  return inner.flatMap((each) =>
    alternativesOf(each, root, depth + 1).map((found) => ({ ...limits, ...found })),
  );
}

function wordsOf(property: unknown, variants: readonly JsonSchema[]): JsonObject {
  const own = (property ?? {}) as JsonSchema;
  const [only] = variants;
  const source = variants.length === 1 && only ? { ...only, ...own } : own;
  const words = WORDS.filter((word) => source[word] !== undefined && source[word] !== null);
  return Object.fromEntries(words.map((word) => [word, source[word]]));
}

function isNull(schema: JsonSchema): boolean {
  return schema.type === "null" || ("const" in schema && schema["const"] === null);
}

/** Returns whether `schema` names null beside one other type. */
function isUnion(schema: JsonSchema | undefined): boolean {
  return Array.isArray(schema?.type) && schema.type.includes("null");
}

function withoutNull(schema: JsonSchema): JsonSchema {
  if (!Array.isArray(schema.type)) return schema;
  const types = schema.type.filter((type) => type !== "null");
  return types.length === 1 ? { ...schema, type: types[0] as string } : schema;
}
