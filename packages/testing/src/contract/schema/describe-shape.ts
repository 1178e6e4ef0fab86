import type { Shape } from "./shape.ts";
import { readTags } from "./shape.ts";

const TYPES: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  null: "null",
  number: "a number",
  object: "an object",
  string: "a string",
};

/** Names the values of a shape, such as `a string` or `"open" or "closed"`. */
export function describeShape(shape: Shape): string {
  const { type, enum: values } = shape;
  if (values !== undefined && type !== "boolean") return describeValues(values);
  if (type === undefined) return "any value";
  const tags = [...readTags(shape)].map(([name, value]) => `${name} ${value}`);
  const name = TYPES[type] ?? type;
  return tags.length === 0 ? name : `${name} with ${tags.join(" and ")}`;
}

const SHOWN_VALUES = 10;

/** Lists values as JSON, such as `"open" or "closed"`. */
export function describeValues(values: readonly unknown[]): string {
  const texts = values.slice(0, SHOWN_VALUES).map((value) => JSON.stringify(value));
  const rest = values.length - texts.length;
  if (rest > 0) return `${texts.join(", ")} or ${rest} more`;
  const last = texts.pop() ?? "nothing";
  return texts.length === 0 ? last : `${texts.join(", ")} or ${last}`;
}
