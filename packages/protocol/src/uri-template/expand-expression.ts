import { MortiseError } from "../error/mortise-error.ts";
import type { Expression, Operator, Variable } from "./expression.ts";
import { encodeText } from "./expression.ts";

/** A text, or what is written as one. */
type Text = string | number | boolean;

/**
 * The value of a variable: a text or number, a list, or pairs of names and texts. `null` counts as
 * left out (RFC 6570, 2.3).
 */
export type ExpandableValue =
  | Text
  | null
  | readonly (Text | null | undefined)[]
  | Readonly<Record<string, Text | null | undefined>>;

/**
 * Writes the part of a URI that one expression makes (RFC 6570, 3.2).
 *
 * @throws MortiseError `INVALID_DEFINITION` for a list or pairs under a prefix modifier (2.4.1).
 */
export function expandExpression(
  { operator, variables }: Expression,
  values: Readonly<Record<string, ExpandableValue | undefined>>,
): string {
  const expanded = variables.flatMap((variable) => {
    const value = Object.hasOwn(values, variable.name) ? values[variable.name] : undefined;
    return value === undefined || value === null ? [] : expandVariable(operator, variable, value);
  });
  return expanded.length === 0 ? "" : operator.first + expanded.join(operator.separator);
}

function expandVariable(
  operator: Operator,
  variable: Variable,
  value: NonNullable<ExpandableValue>,
): string[] {
  const { name, explode, prefix } = variable;
  const encode = (text: Text): string => encodeText(String(text), operator.reserved);
  if (typeof value !== "object") {
    const cut = prefix === undefined ? value : [...String(value)].slice(0, prefix).join("");
    return [withName(operator, name, encode(cut))];
  }
  if (prefix !== undefined) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `The variable ${name} has a prefix of ${prefix}, and its value is ${isList(value) ? "a list" : "an object"}; give a text`,
    );
  }
  if (isList(value)) {
    const items = value.filter(isGiven).map(encode);
    if (items.length === 0) return [];
    if (!explode) return [withName(operator, name, items.join(","))];
    return items.map((item) => withName(operator, name, item));
  }
  const pairs = Object.entries(value).flatMap(([key, text]) =>
    isGiven(text) ? [[encode(key), encode(text)] as const] : [],
  );
  if (pairs.length === 0) return [];
  if (!explode) return [withName(operator, name, pairs.flat().join(","))];
  // An exploded pair carries its own name, and shows an empty value with "=" unless it is named.
  return pairs.map(([key, text]) =>
    operator.named ? withName(operator, key, text) : `${key}=${text}`,
  );
}

function isGiven<Value>(value: Value): value is NonNullable<Value> {
  return value !== undefined && value !== null;
}

function isList(value: object): value is readonly (Text | null | undefined)[] {
  return Array.isArray(value);
}

function withName(operator: Operator, name: string, value: string): string {
  if (!operator.named) return value;
  return value === "" ? `${name}${operator.ifEmpty}` : `${name}=${value}`;
}
