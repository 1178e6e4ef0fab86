import type { JsonValue } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** TypeScript does not know the third parameter of a reviver yet. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * Parses JSON that the user wrote; `place` names it in messages.
 *
 * @throws MortiseError `INVALID_OPTION` when it is no JSON, and for a number that would be sent as
 * another one: JavaScript holds whole numbers exactly up to 9007199254740991 only.
 */
export function parseJson(json: string, place: string): JsonValue {
  const check: Reviver = (_key, value, { source }) => {
    if (typeof value === "number" && source !== undefined) assertExact(source, place);
    return value;
  };
  try {
    return JSON.parse(json, check as (key: string, value: unknown) => unknown) as JsonValue;
  } catch (cause) {
    if (MortiseError.is(cause)) throw cause;
    throw new MortiseError("INVALID_OPTION", `${place} is no JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Throws MortiseError `INVALID_OPTION` for a number that JavaScript cannot hold as it is written. */
export function assertExact(written: string, place: string): void {
  const number = Number(written);
  const isWhole = /^-?\d+$/.test(written);
  if (isWhole ? BigInt(number) === BigInt(written) : Number.isFinite(number)) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `${place} holds ${written}, which cannot be sent exactly; the nearest number is ${number}. If the tool takes text, write it in quotes`,
  );
}
