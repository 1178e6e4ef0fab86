import { ToolError } from "@mortise/protocol";
import { describeValue } from "../schema/describe-value.ts";

/** The values that a completer suggests. */
export interface Suggestions {
  readonly values: readonly string[];
  /** The number of values there are, if there are more than these. */
  readonly total?: number;
  readonly hasMore?: boolean;
}

/**
 * Reads the values that a completer returned: a list or a Set of texts and numbers, or
 * `{ values, total, hasMore }` as it is sent.
 *
 * @throws the value itself if it is an error; ToolError for any other value.
 */
export function toSuggestions(where: string, given: unknown): Suggestions {
  if (given instanceof Error) throw given;
  if (Array.isArray(given) || given instanceof Set) {
    return { values: [...given].map((value) => toText(where, value)) };
  }
  if (isWritten(given)) {
    const { total, hasMore } = given;
    return {
      values: given.values.map((value) => toText(where, value)),
      ...(typeof total === "number" && { total }),
      ...(hasMore === true && { hasMore }),
    };
  }
  throw refuse(where, `${describeValue(given)}, not a list of texts; return [] for none`);
}

function isWritten(given: unknown): given is {
  readonly values: readonly unknown[];
  readonly total?: unknown;
  readonly hasMore?: unknown;
} {
  return (
    typeof given === "object" && given !== null && "values" in given && Array.isArray(given.values)
  );
}

function toText(where: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  throw refuse(
    where,
    `a list with ${describeValue(value)}, which is no text; return a list of texts`,
  );
}

function refuse(where: string, found: string): ToolError {
  return new ToolError(`${where} gave ${found}`, { code: "invalid_output" });
}
