import type { JsonSchema } from "@mortise/protocol";
import { LONGEST_SCHEMA } from "../dialect/adapt-tool.ts";
import { LONGEST_DESCRIPTION } from "../dialect/tool-rule.ts";
import { isRecord } from "../record.ts";
import { cutText } from "../text/cut-text.ts";
import { isNestedDeeper } from "../text/nesting.ts";
import { wellFormed } from "../text/well-formed.ts";

/** Frameworks walk schemas by recursion, and one that is too deep for them ends the whole run. */
const DEEPEST_SCHEMA = 100;

/** An input schema that can be sent to a model, or the reason why it cannot. */
export type FrameworkSchema = { readonly schema: JsonSchema } | { readonly leftOut: string };

/**
 * Reads the input schema of an entry, unchanged but for half characters, with which providers refuse a request. One
 * that would break every request of a run is left out.
 */
export function readFrameworkSchema(given: unknown): FrameworkSchema {
  // An entry without a schema says nothing of its arguments.
  if (!isRecord(given)) return { schema: { type: "object" } };
  if (isNestedDeeper(given, DEEPEST_SCHEMA)) {
    return { leftOut: "its input schema is nested too deep" };
  }
  const { length } = JSON.stringify(given);
  if (length > LONGEST_SCHEMA) {
    return { leftOut: `its input schema has ${length} characters, more than ${LONGEST_SCHEMA}` };
  }
  const { type = "object" } = given;
  if (type !== "object") {
    return { leftOut: `its input schema is of type ${JSON.stringify(type)}, not of an object` };
  }
  return { schema: wellFormed(given) as JsonSchema };
}

/** A description as it can be sent with every step of a run. */
export function readFrameworkDescription(given: string): string {
  const text = given.toWellFormed();
  return text.length <= LONGEST_DESCRIPTION ? text : `${cutText(text, LONGEST_DESCRIPTION - 2)} …`;
}
