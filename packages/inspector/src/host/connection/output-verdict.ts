import type { JsonObject, JsonSchema, StandardResult } from "@mortise/protocol";
import { compileForeignSchema } from "@mortise/protocol";
import type { CallState } from "../../contract/index.ts";
import { roundNumbers } from "../../contract/index.ts";

const compiled = new WeakMap<object, (value: unknown) => StandardResult<unknown>>();

/**
 * Checks the structured content of a tool's result by the output schema (2026-07-28, Output Schema);
 * `undefined` if there is nothing to check. A schema that cannot be checked is a verdict too.
 */
export function judgeOutput(
  tool: JsonObject | undefined,
  result: JsonObject,
): CallState["output"] | undefined {
  const schema = tool?.["outputSchema"];
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return undefined;
  if (result["isError"] === true) return undefined;
  const structured = result["structuredContent"];
  if (structured === undefined) {
    return [
      { pointer: "", message: "the tool has an outputSchema, and no structuredContent came" },
    ];
  }
  try {
    let validate = compiled.get(schema);
    if (validate === undefined) {
      validate = compileForeignSchema(roundNumbers(schema) as JsonSchema, "The output schema");
      compiled.set(schema, validate);
    }
    const { issues } = validate(structured);
    if (issues === undefined) return "valid";
    return issues.map(({ path = [], message }) => ({ pointer: toPointer(path), message }));
  } catch (error) {
    return [{ pointer: "", message: error instanceof Error ? error.message : String(error) }];
  }
}

/** Writes a path as a JSON Pointer (RFC 6901). */
function toPointer(path: readonly unknown[]): string {
  return path
    .map((part) => (typeof part === "object" && part !== null && "key" in part ? part.key : part))
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}
