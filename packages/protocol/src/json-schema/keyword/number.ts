import { NUMBER } from "../value/kind.ts";
import type { Part } from "./part.ts";

/** Reads the keywords for numbers (2020-12, Validation, 6.2). */
export function compileNumber(part: Part): void {
  const { schema } = part;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  // In draft-04 the exclusive bounds are flags of the others.
  if (typeof minimum === "number")
    addBound(part, exclusiveMinimum === true ? "above" : "from", minimum);
  if (typeof maximum === "number")
    addBound(part, exclusiveMaximum === true ? "below" : "to", maximum);
  if (typeof exclusiveMinimum === "number") addBound(part, "above", exclusiveMinimum);
  if (typeof exclusiveMaximum === "number") addBound(part, "below", exclusiveMaximum);
  if (typeof multipleOf !== "number") return;
  const message = `must be a multiple of ${multipleOf}`;
  part.add(
    NUMBER,
    (value, run) => isMultiple(value as number, multipleOf) || run.fail("multipleOf", message),
  );
}

const BOUNDS = {
  from: ["minimum", "at least", (value: number, bound: number) => value >= bound],
  above: ["exclusiveMinimum", "more than", (value: number, bound: number) => value > bound],
  to: ["maximum", "at most", (value: number, bound: number) => value <= bound],
  below: ["exclusiveMaximum", "less than", (value: number, bound: number) => value < bound],
} as const;

function addBound({ add }: Part, name: keyof typeof BOUNDS, bound: number): void {
  const [keyword, words, isWithin] = BOUNDS[name];
  const message = `must be ${words} ${bound}`;
  add(NUMBER, (value, run) => isWithin(value as number, bound) || run.fail(keyword, message));
}

/** Decides as decimal numbers do, so that 0.3 is a multiple of 0.1. */
function isMultiple(value: number, divisor: number): boolean {
  if (value % divisor === 0) return true;
  if (Number.isInteger(value) && Number.isInteger(divisor)) return false;
  const [a, b] = [toDecimal(value), toDecimal(divisor)];
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = ({ digits, exponent: own }: Decimal): bigint =>
    digits * 10n ** BigInt(own - exponent);
  return scale(a) % scale(b) === 0n;
}

interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function toDecimal(value: number): Decimal {
  const [mantissa = "", exponent] = value.toExponential().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
