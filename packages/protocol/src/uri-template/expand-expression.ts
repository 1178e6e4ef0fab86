import type { Expression, Operator, Variable } from "./expression.ts";
import { encodeText } from "./expression.ts";

/** The value of a variable: text, a list, or pairs of names and texts. */
export type ExpandableValue = string | readonly string[] | Readonly<Record<string, string>>;

/** Writes the part of a URI that one expression makes (RFC 6570, 3.2). */
export function expandExpression(
  { operator, variables }: Expression,
  values: Readonly<Record<string, ExpandableValue | undefined>>,
): string {
  const expanded = variables.flatMap((variable) => {
    const value = Object.hasOwn(values, variable.name) ? values[variable.name] : undefined;
    return value === undefined ? [] : expandVariable(operator, variable, value);
  });
  return expanded.length === 0 ? "" : operator.first + expanded.join(operator.separator);
}

function expandVariable(operator: Operator, variable: Variable, value: ExpandableValue): string[] {
  const { name, explode, prefix } = variable;
  const encode = (text: string): string => encodeText(text, operator.reserved);
  if (typeof value === "string") {
    const cut = prefix === undefined ? value : [...value].slice(0, prefix).join("");
    return [withName(operator, name, encode(cut))];
  }
  if (isList(value)) {
    if (value.length === 0) return [];
    const items = value.map(encode);
    if (!explode) return [withName(operator, name, items.join(","))];
    return items.map((item) => withName(operator, name, item));
  }
  const pairs = Object.entries(value).map(([key, text]) => [encode(key), encode(text)] as const);
  if (pairs.length === 0) return [];
  if (!explode) return [withName(operator, name, pairs.flat().join(","))];
  // An exploded pair carries its own name, and shows an empty value with "=" unless it is named.
  return pairs.map(([key, text]) =>
    operator.named ? withName(operator, key, text) : `${key}=${text}`,
  );
}

function isList(value: ExpandableValue): value is readonly string[] {
  return Array.isArray(value);
}

function withName(operator: Operator, name: string, value: string): string {
  if (!operator.named) return value;
  return value === "" ? `${name}${operator.ifEmpty}` : `${name}=${value}`;
}
