import type { JsonSchema } from "@mortise/protocol";
import { find } from "./references.ts";
import { isSchema, omit, propertiesOf, requiredOf } from "./schema-walk.ts";
import type { ToolWork } from "./tool-change.ts";

/** How many steps of alternatives and references are followed into one another. */
const DEPTH_LIMIT = 16;
/** How many forms the description lists. */
const FORM_LIMIT = 8;

/** The properties of an object, put together from alternatives. */
interface ObjectForm {
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: readonly string[];
  /** Whether the object has no other properties. */
  readonly isClosed: boolean;
}

/**
 * Folds the alternatives at the top of a schema (`anyOf`, `oneOf`, `allOf`) into one object that
 * allows all of them; the description says which properties belong together.
 */
export function foldAlternatives(root: JsonSchema, work: ToolWork): JsonSchema {
  const keywords = ["allOf", "anyOf", "oneOf"].filter((keyword) => keyword in root);
  if (!keywords.length) return root;
  const { properties, required, isClosed } = fold(root, root, 0);
  for (const keyword of keywords) work.note(`/${keyword}`, "is folded into one object");
  for (const keyword of ["anyOf", "oneOf"]) {
    const forms = branchesOf(root, keyword, root, 0);
    if (forms.length > 1) work.remarks.push(describeForms(forms));
  }
  return {
    ...omit(root, "allOf", "anyOf", "oneOf", "properties", "required", "additionalProperties"),
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length && { required }),
    ...(isClosed && { additionalProperties: false }),
  };
}

function fold(given: JsonSchema, root: JsonSchema, depth: number): ObjectForm {
  const schema = follow(given, root);
  let form: ObjectForm = {
    properties: new Map(Object.entries(propertiesOf(schema))),
    required: requiredOf(schema),
    isClosed: schema["additionalProperties"] === false && !("patternProperties" in schema),
  };
  if (depth >= DEPTH_LIMIT) return form;
  for (const part of listOf(schema, "allOf")) form = both(form, fold(part, root, depth + 1));
  for (const keyword of ["anyOf", "oneOf"]) {
    const branches = branchesOf(schema, keyword, root, depth + 1);
    if (branches.length) form = both(form, branches.reduce(either));
  }
  return form;
}

/** Gives the alternatives that an object can match. */
function branchesOf(
  schema: JsonSchema,
  keyword: string,
  root: JsonSchema,
  depth: number,
): ObjectForm[] {
  return listOf(schema, keyword)
    .map((branch) => follow(branch, root))
    .filter(
      ({ type }) =>
        type === undefined || type === "object" || (type as string[]).includes?.("object"),
    )
    .map((branch) => fold(branch, root, depth));
}

function listOf(schema: JsonSchema, keyword: string): JsonSchema[] {
  const list = schema[keyword];
  return Array.isArray(list) ? list.filter(isSchema) : [];
}

function follow(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let followed = schema;
  for (let step = 0; step < DEPTH_LIMIT && typeof followed["$ref"] === "string"; step++) {
    followed = { ...find(followed["$ref"], root), ...omit(followed, "$ref") };
  }
  return followed;
}

function both(first: ObjectForm, second: ObjectForm): ObjectForm {
  return {
    properties: join(first, second, (one, other) => ({ allOf: [one, other] })),
    required: [...new Set([...first.required, ...second.required])],
    isClosed: first.isClosed || second.isClosed,
  };
}

function either(first: ObjectForm, second: ObjectForm): ObjectForm {
  return {
    properties: join(first, second, eitherValue),
    required: first.required.filter((name) => second.required.includes(name)),
    isClosed: first.isClosed && second.isClosed,
  };
}

function join(
  first: ObjectForm,
  second: ObjectForm,
  merge: (one: unknown, other: unknown) => unknown,
): ReadonlyMap<string, unknown> {
  const joined = new Map(first.properties);
  for (const [name, other] of second.properties) {
    const one = joined.get(name);
    const isSame = one === undefined || JSON.stringify(one) === JSON.stringify(other);
    joined.set(name, isSame ? other : merge(one, other));
  }
  return joined;
}

function eitherValue(one: unknown, other: unknown): unknown {
  const [first, second] = [choicesOf(one), choicesOf(other)];
  if (first && second && isSchema(one) && isSchema(other)) {
    const { const: _const, ...rest } = { ...other, ...one } as Record<string, unknown>;
    const choices = [...new Set([...first, ...second])];
    const types = [...new Set([one.type, other.type].flat())];
    return { ...rest, ...(types.length > 1 && { type: types }), enum: choices };
  }
  const before =
    isSchema(one) && Object.keys(one).join() === "anyOf" ? listOf(one, "anyOf") : [one];
  const isKnown = before.some((each) => JSON.stringify(each) === JSON.stringify(other));
  return { anyOf: isKnown ? before : [...before, other] };
}

function choicesOf(schema: unknown): readonly unknown[] | undefined {
  if (!isSchema(schema)) return undefined;
  if ("const" in schema) return [schema["const"]];
  const { enum: choices } = schema as { readonly enum?: unknown };
  return Array.isArray(choices) ? choices : undefined;
}

/** Writes `Give one of these: kind "circle" with radius; kind "square" with side.` */
function describeForms(forms: readonly ObjectForm[]): string {
  const written = forms.slice(0, FORM_LIMIT).map(describeForm);
  const more = forms.length > FORM_LIMIT ? "; …" : "";
  return `Give the arguments of one of these forms: ${written.join("; ")}${more}.`;
}

function describeForm({ properties, required }: ObjectForm): string {
  const names = required.length ? required : [...properties.keys()];
  const fixed = names.flatMap((name) => {
    const choices = choicesOf(properties.get(name));
    return choices?.length === 1 ? [`${name} ${JSON.stringify(choices[0])}`] : [];
  });
  const others = names.filter((name) => choicesOf(properties.get(name))?.length !== 1);
  if (!fixed.length) return others.join(" and ") || "any";
  return others.length ? `${fixed.join(", ")} with ${others.join(", ")}` : fixed.join(", ");
}
