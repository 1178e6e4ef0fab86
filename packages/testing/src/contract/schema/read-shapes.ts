import { canonical } from "../canonical.ts";
import { joinShapes } from "./join-shapes.ts";
import type { Schema, SchemaObject } from "./json-schema.ts";
import { isObject, resolveReference, withoutAnnotations } from "./json-schema.ts";
import type { Shape } from "./shape.ts";
import { readTags } from "./shape.ts";
import { Unreadable } from "./unreadable.ts";

/** The limit of alternatives of one schema. */
const MAX_SHAPES = 200;
/** The limit of references and combinations that are followed in one schema. */
const MAX_STEPS = 2000;

/**
 * Reads a schema as a list of shapes of which a value must have one; empty if no value is allowed.
 *
 * @throws Unreadable if it has no such form.
 */
export function readShapes(schema: Schema, root: Schema): readonly Shape[] {
  return readPart(schema, { root, left: MAX_STEPS });
}

function readPart(schema: Schema, reading: { root: Schema; left: number }): readonly Shape[] {
  const { root } = reading;
  if (typeof schema === "boolean") return schema ? [{}] : [];
  reading.left -= 1;
  // A reference to itself ends here too.
  if (reading.left < 0) throw new Unreadable();
  const { $ref, allOf, anyOf, oneOf, $id, $anchor: _anchor, ...own } = withoutAnnotations(schema);
  // An inner $id changes the base of references.
  if ($id !== undefined && schema !== root) throw new Unreadable();
  let shapes = splitTypes(own);
  const join = (others: readonly Shape[]): void => {
    if (shapes.length * others.length > MAX_SHAPES) throw new Unreadable();
    shapes = shapes.flatMap((one) => others.flatMap((other) => joinShapes(one, other)));
  };
  const read = (part: unknown): readonly Shape[] => {
    if (typeof part !== "boolean" && !isObject(part)) throw new Unreadable();
    return readPart(part, reading);
  };
  if ($ref !== undefined) join(read(resolveReference($ref, root)));
  for (const part of readList(allOf)) join(read(part));
  if (anyOf !== undefined) join(readList(anyOf).flatMap(read));
  if (oneOf !== undefined) join(readExclusive(readList(oneOf).map(read)));
  return mergeLists(shapes);
}

/** If the choices exclude each other, exactly one of them is the same as any of them. */
function readExclusive(choices: readonly (readonly Shape[])[]): readonly Shape[] {
  if (choices.length > MAX_SHAPES) throw new Unreadable();
  for (const [index, choice] of choices.entries()) {
    for (const other of choices.slice(index + 1)) {
      if (!choice.every((one) => other.every((two) => excludes(one, two)))) throw new Unreadable();
    }
  }
  return choices.flat();
}

function excludes(one: Shape, other: Shape): boolean {
  if (one.type === undefined || other.type === undefined) return false;
  const isNumber = ({ type }: Shape): boolean => type === "number" || type === "integer";
  if (one.type !== other.type) return !(isNumber(one) && isNumber(other));
  if (one.enum && other.enum) {
    const values = new Set(one.enum.map(canonical));
    return other.enum.every((value) => !values.has(canonical(value)));
  }
  if (one.type !== "object") return false;
  const tags = readTags(other);
  return [...readTags(one)].some(([name, value]) => tags.has(name) && tags.get(name) !== value);
}

/** Returns one shape for each type, with the enum values of that type. */
function splitTypes(schema: SchemaObject): readonly Shape[] {
  const { type, enum: listed, const: only, ...rest } = schema;
  const given = type === undefined ? undefined : readList(Array.isArray(type) ? type : [type]);
  let values = listed === undefined ? undefined : readList(listed);
  if ("const" in schema) {
    const text = canonical(only);
    values = values === undefined ? [only] : values.filter((value) => canonical(value) === text);
  }
  if (values === undefined) {
    if (given === undefined) return [rest];
    return given.map((each) => ({ ...rest, type: String(each), ...allOfType(each) }));
  }
  const allowed = values;
  const types = given ?? [...new Set(allowed.map(typeOf))];
  return types.flatMap((each) => {
    const fitting = allowed.filter((value) => isOfType(value, each));
    return fitting.length === 0 ? [] : [{ ...rest, type: String(each), enum: fitting }];
  });
}

function allOfType(type: unknown): { enum?: readonly unknown[] } {
  if (type === "null") return { enum: [null] };
  return type === "boolean" ? { enum: [true, false] } : {};
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function isOfType(value: unknown, type: unknown): boolean {
  return type === "integer" ? Number.isInteger(value) : typeOf(value) === type;
}

/** Joins the enum lists of one type, because an author may write one for each value. */
function mergeLists(shapes: readonly Shape[]): readonly Shape[] {
  const isPlainList = ({ enum: values, type: _type, ...rest }: Shape): boolean =>
    values !== undefined && Object.keys(rest).length === 0;
  const lists = new Map<string | undefined, unknown[]>();
  for (const { type, enum: values = [] } of shapes.filter(isPlainList)) {
    const joined = lists.get(type) ?? [];
    const known = new Set(joined.map(canonical));
    lists.set(type, [...joined, ...values.filter((value) => !known.has(canonical(value)))]);
  }
  return [
    ...shapes.filter((shape) => !isPlainList(shape)),
    ...[...lists].map(([type, values]) => ({ ...(type !== undefined && { type }), enum: values })),
  ];
}

function readList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Unreadable();
  return value;
}
