import type { JsonSchema } from "@mortise/protocol";
import { isExactNumber } from "../../contract/index.ts";
import type { Shape } from "./shape.ts";

/** The types of kinds that no keyword `type` names. */
const KINDS: Readonly<Partial<Record<Shape["kind"], string>>> = {
  text: "string",
  number: "number",
  boolean: "boolean",
  object: "object",
  list: "array",
  variants: "one of several",
  any: "any",
};

/** The constraints of a schema in a few characters, such as `string · email · ≥ 2`. */
export function describeShape({ kind, schema, isNullable }: Shape): string {
  const parts = [
    typeof schema.type === "string" ? schema.type : KINDS[kind],
    schema["format"],
    describeRange(toBound(schema["minimum"]), toBound(schema["maximum"])),
    describeRange(
      writeNumber(schema["exclusiveMinimum"]),
      writeNumber(schema["exclusiveMaximum"]),
      EXCLUSIVE,
    ),
    describeRange(writeNumber(schema["minLength"]), writeNumber(schema["maxLength"]), {
      ...INCLUSIVE,
      unit: " characters",
    }),
    describeRange(writeNumber(schema["minItems"]), writeNumber(schema["maxItems"]), {
      ...INCLUSIVE,
      unit: " items",
    }),
    schema["multipleOf"] === undefined
      ? undefined
      : `multiple of ${JSON.stringify(schema["multipleOf"])}`,
    schema["pattern"],
    schema["uniqueItems"] === true ? "no repeats" : undefined,
    isNullable ? "or null" : undefined,
    "default" in schema ? `default ${JSON.stringify(schema["default"])}` : undefined,
  ];
  return parts.filter((part) => typeof part === "string" && part !== "").join(" · ");
}

interface RangeWords {
  readonly above: string;
  readonly below: string;
  readonly unit: string;
}

const INCLUSIVE: RangeWords = { above: "≥", below: "≤", unit: "" };
const EXCLUSIVE: RangeWords = { above: ">", below: "<", unit: "" };

/** A bound that a reader can use: libraries give every integer the bounds of a safe one. */
function toBound(value: unknown): string | undefined {
  const written = writeNumber(value);
  return Math.abs(Number(written)) === Number.MAX_SAFE_INTEGER ? undefined : written;
}

/** Writes a number with every digit; `undefined` for anything else. */
function writeNumber(value: unknown): string | undefined {
  return typeof value === "number" || isExactNumber(value) ? JSON.stringify(value) : undefined;
}

function describeRange(
  least: string | undefined,
  most: string | undefined,
  { above, below, unit } = INCLUSIVE,
): string | undefined {
  const isLeast = least !== undefined;
  const isMost = most !== undefined;
  if (isLeast && isMost && above === INCLUSIVE.above) {
    return least === most ? `${least}${unit}` : `${least}–${most}${unit}`;
  }
  if (isLeast && isMost) return `${above} ${least}, ${below} ${most}${unit}`;
  if (isLeast) return `${above} ${least}${unit}`;
  return isMost ? `${below} ${most}${unit}` : undefined;
}

/** The title of one value of a choice, if the schema gives one. */
export function titleChoice(schema: JsonSchema, value: unknown, at: number): string {
  const titled = schema["oneOf"];
  if (Array.isArray(titled) && typeof titled[at]?.title === "string") return titled[at].title;
  const names = schema["enumNames"];
  if (Array.isArray(names) && typeof names[at] === "string") return names[at];
  return typeof value === "string" ? value : JSON.stringify(value);
}
