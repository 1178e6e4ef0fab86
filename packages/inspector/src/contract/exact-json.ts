import { MAX_DEPTH } from "./depth.ts";

/** A number that JavaScript would change, as it was written (ECMAScript, JSON.rawJSON). */
export interface ExactNumber {
  readonly rawJSON: string;
}

/** The additions to `JSON` that the declarations of TypeScript do not have yet. */
interface ExactJson {
  readonly rawJSON?: (text: string) => ExactNumber;
  readonly isRawJSON?: (value: unknown) => boolean;
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

const exactJson = JSON as ExactJson;
/** Numbers with fewer digits are exact; a text without such a run is read as fast as any. */
const LONG_NUMBER = /\d{16}|[\d.]{17}|\de[+-]?\d{3}/i;

/**
 * Reads JSON. A number that JavaScript would round, or that is too large for it, stays as it is written:
 * `JSON.stringify` writes it again with every digit.
 *
 * @throws SyntaxError for a text that is no JSON, and for such a number in an engine that cannot keep it.
 */
export function parseExactJson(text: string): unknown {
  return mayBeRounded(text) ? JSON.parse(text, keepDigits as never) : JSON.parse(text);
}

/** Returns whether JSON may hold numbers that JavaScript would round; `false` is certain. */
export function mayBeRounded(text: string): boolean {
  return LONG_NUMBER.test(text);
}

const keepDigits: Reviver = (_key, value, { source = "" }) =>
  typeof value === "number" && !isExact(source, value) ? toExactNumber(source) : value;

function isExact(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  // A reader of 64 bits takes -9223372036854776000 for another number than -9223372036854775808.
  if (/^-?\d+$/.test(source)) return String(value) === source;
  return canonicalDecimal(String(value)) === canonicalDecimal(source);
}

/** Writes a decimal so that equal ones are the same text: its digits without outer zeros, and their place. */
function canonicalDecimal(text: string): string {
  const [, sign, whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return "0";
  const significant = digits.replace(/0+$/, "");
  const place = Number(exponent) - fraction.length + digits.length - significant.length;
  return `${sign}${significant}e${place}`;
}

/** Reads a number as `JSON.parse` does, with every digit. */
export function toExactNumber(source: string): ExactNumber | number {
  const value = Number(source);
  if (isExact(source, value)) return value;
  if (exactJson.rawJSON !== undefined) return exactJson.rawJSON(source);
  throw new SyntaxError(
    `This browser would round ${source}; write it as a text, or open the page in a newer browser`,
  );
}

/** Returns whether a value is a number that was kept as it is written. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return exactJson.isRawJSON?.(value) === true;
}

/** Returns whether there is such a number in a value, as deep as {@link MAX_DEPTH}. */
export function hasExactNumber(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return false;
  if (isExactNumber(value)) return true;
  return Object.values(value).some((member) => hasExactNumber(member, depth + 1));
}

/** Returns a value as JavaScript reads it, with rounded numbers; the value itself if nothing is to be rounded. */
export function roundNumbers<Value>(value: Value): Value {
  return hasExactNumber(value) ? JSON.parse(JSON.stringify(value)) : value;
}
