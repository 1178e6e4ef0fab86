import type { JsonSchema } from "@mortise/protocol";
import { describeShape } from "./hint.ts";
import type { Shape } from "./shape.ts";
import { findRecordSchema, isRequired, listMembers, readShape } from "./shape.ts";

/** A key or a value that the schema has for a place of JSON. */
export interface Suggestion {
  /** As JSON. */
  readonly text: string;
  readonly detail: string;
  /** The words of the schema. */
  readonly info?: string;
}

/** Lists the keys that an object at `path` can have, those that are required first. */
export function suggestKeys(
  schema: JsonSchema,
  path: readonly (string | number)[],
): readonly Suggestion[] {
  const members = shapesAt(schema, path).flatMap(({ schema: flat }) =>
    listMembers(flat).map(([name, member]) => {
      const shape = readShape(member, schema);
      const isNeeded = isRequired(flat, name);
      return { name, isNeeded, shape };
    }),
  );
  const byName = new Map<string, (typeof members)[number]>();
  for (const member of members) {
    if (!byName.has(member.name)) byName.set(member.name, member);
  }
  return [...byName.values()]
    .toSorted((one, other) => Number(other.isNeeded) - Number(one.isNeeded))
    .map(({ name, isNeeded, shape }) => ({
      text: JSON.stringify(name),
      detail: [isNeeded ? "required" : "", describeShape(shape)].filter(Boolean).join(" · "),
      ...withInfo(shape),
    }));
}

/** Lists the values that a schema names for `path`: choices, defaults, examples, and empty containers. */
export function suggestValues(
  schema: JsonSchema,
  path: readonly (string | number)[],
): readonly Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const shape of shapesAt(schema, path)) {
    for (const [value, detail] of listValues(shape)) {
      const text = JSON.stringify(value);
      if (text !== undefined && !found.has(text))
        found.set(text, { text, detail, ...withInfo(shape) });
    }
  }
  return [...found.values()];
}

function listValues({ kind, schema, choices, isNullable }: Shape): readonly [unknown, string][] {
  const { examples } = schema as { readonly examples?: unknown };
  return [
    ...("default" in schema ? [[schema["default"], "default"] as [unknown, string]] : []),
    ...choices.map((choice): [unknown, string] => [choice, "choice"]),
    ...(kind === "boolean" ? [true, false] : []).map((value): [unknown, string] => [value, kind]),
    ...(Array.isArray(examples) ? examples : []).map((one): [unknown, string] => [one, "example"]),
    ...(kind === "object" ? [[{}, "object"] as [unknown, string]] : []),
    ...(kind === "list" ? [[[], "array"] as [unknown, string]] : []),
    ...(isNullable || kind === "null" ? [[null, "null"] as [unknown, string]] : []),
  ];
}

/** The shapes that a value at `path` may have; those of every variant on the way. */
function shapesAt(root: JsonSchema, path: readonly (string | number)[]): readonly Shape[] {
  let shapes = spread(readShape(root, root), root);
  for (const part of path) {
    shapes = shapes.flatMap((shape) => {
      const member = memberOf(shape, part);
      return member === undefined ? [] : spread(readShape(member, root), root);
    });
  }
  return shapes;
}

function memberOf({ kind, schema }: Shape, part: string | number): unknown {
  if (kind === "object" && typeof part === "string") {
    const named = listMembers(schema).find(([name]) => name === part);
    return named === undefined ? findRecordSchema(schema) : named[1];
  }
  if (kind !== "list" || typeof part !== "number") return undefined;
  const first: unknown = schema["prefixItems"];
  return (Array.isArray(first) ? first[part] : undefined) ?? schema["items"];
}

/** More variants within each other than a person reads end here. */
const MAX_VARIANTS = 50;

function spread(shape: Shape, root: JsonSchema): readonly Shape[] {
  if (shape.kind !== "variants") return [shape];
  return shape.variants
    .slice(0, MAX_VARIANTS)
    .map((variant) => readShape(variant, root))
    .filter(({ kind }) => kind !== "variants");
}

function withInfo({ schema }: Shape): { readonly info?: string } {
  const { description } = schema as { readonly description?: unknown };
  return typeof description === "string" ? { info: description } : {};
}
