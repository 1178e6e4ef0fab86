import { canonical } from "../canonical.ts";
import type { SchemaObject } from "./json-schema.ts";
import { isObject } from "./json-schema.ts";
import type { Shape } from "./shape.ts";
import { Unreadable } from "./unreadable.ts";

/** Keywords of which the larger of two is the stricter. */
const LOWER = new Set(["exclusiveMinimum", "minItems", "minLength", "minProperties", "minimum"]);
/** Keywords of which the smaller of two is the stricter. */
const UPPER = new Set(["exclusiveMaximum", "maxItems", "maxLength", "maxProperties", "maximum"]);
/** Keywords whose meaning depends on the names in `properties` beside them. */
const BESIDE_PROPERTIES = ["additionalProperties", "patternProperties", "unevaluatedProperties"];
/** Keywords whose meaning depends on those beside them. */
const BESIDE_OTHERS = ["prefixItems", "contains", "if", "then", "else", "unevaluatedItems"];

/**
 * Returns the shape of values that have both shapes, in a list; an empty list if no value can.
 *
 * @throws Unreadable if it cannot be written as one shape.
 */
export function joinShapes(one: Shape, other: Shape): readonly Shape[] {
  if (Object.keys(one).length === 0) return [other];
  if (Object.keys(other).length === 0) return [one];
  const type = joinTypes(one.type, other.type);
  if (type === "nothing") return [];
  for (const keyword of [...BESIDE_PROPERTIES, ...BESIDE_OTHERS]) checkApart(keyword, one, other);
  const joined: Record<string, unknown> = { ...one, ...other };
  for (const keyword of Object.keys(other)) {
    if (keyword === "type" || keyword === "enum" || !(keyword in one)) continue;
    joined[keyword] = joinKeyword(keyword, one[keyword], other[keyword]);
  }
  if (type !== undefined) joined["type"] = type;
  const values = joinValues(one, other, type);
  if (values === undefined) return [joined];
  return values.length === 0 ? [] : [{ ...joined, enum: values }];
}

function joinTypes(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other;
  const isNumeric = [one, other].every((type) => type === "number" || type === "integer");
  return isNumeric ? "integer" : "nothing";
}

function joinValues(
  one: Shape,
  other: Shape,
  type: string | undefined,
): readonly unknown[] | undefined {
  const values = one.enum ?? other.enum;
  if (values === undefined) return undefined;
  const texts = new Set((other.enum ?? values).map(canonical));
  return values.filter(
    (value) => texts.has(canonical(value)) && (type !== "integer" || Number.isInteger(value)),
  );
}

/** A keyword that depends on its neighbours can be joined only with a shape that adds no neighbour. */
function checkApart(keyword: string, one: Shape, other: Shape): void {
  const isOfObjects = BESIDE_PROPERTIES.includes(keyword);
  const neighbours = isOfObjects
    ? ["properties", ...BESIDE_PROPERTIES]
    : ["items", "minContains", "maxContains", ...BESIDE_OTHERS];
  const meets = (with_: Shape, without: Shape): boolean =>
    keyword in with_ && neighbours.some((each) => each in without);
  if (meets(one, other) || meets(other, one)) throw new Unreadable();
}

function joinKeyword(keyword: string, one: unknown, other: unknown): unknown {
  if (canonical(one) === canonical(other)) return one;
  if (LOWER.has(keyword)) return Math.max(Number(one), Number(other));
  if (UPPER.has(keyword)) return Math.min(Number(one), Number(other));
  if (keyword === "required" && Array.isArray(one) && Array.isArray(other)) {
    return [...new Set([...one, ...other])];
  }
  if (keyword === "items") return { allOf: [one, other] };
  if (keyword === "properties" && isObject(one) && isObject(other)) {
    return joinProperties(one, other);
  }
  throw new Unreadable();
}

function joinProperties(one: SchemaObject, other: SchemaObject): SchemaObject {
  const both = Object.keys(other).filter((name) => Object.hasOwn(one, name));
  return {
    ...one,
    ...other,
    ...Object.fromEntries(
      both.map((name) => [
        name,
        canonical(one[name]) === canonical(other[name])
          ? one[name]
          : { allOf: [one[name], other[name]] },
      ]),
    ),
  };
}
