import type { JsonSchema, StandardResult } from "@mortise/protocol";
import { compileJsonSchema, MortiseError } from "@mortise/protocol";
import type { CompiledSchema } from "./compile-schema.ts";

type Validate = CompiledSchema["validate"];

const validators = new WeakMap<CompiledSchema, Validate>();

/**
 * Checks a value as JSON writes it against the JSON Schema by which a library's schema describes
 * itself, which is all that a client sees of it.
 *
 * For values that JSON writes otherwise than the library saw them: a member that is undefined is
 * there for the library, and not for the client.
 */
export function checkWrittenForm(
  schema: CompiledSchema,
  value: unknown,
): StandardResult<unknown> | Promise<StandardResult<unknown>> {
  let validate = validators.get(schema);
  if (!validate) {
    validate = compile(schema.json);
    validators.set(schema, validate);
  }
  return validate(value);
}

function compile(json: JsonSchema): Validate {
  try {
    return compileJsonSchema(withoutFormats(json), "The description of a schema");
  } catch (error) {
    if (!MortiseError.is(error)) throw error;
    // A description that cannot be checked here is left to the client.
    return (value) => ({ value });
  }
}

/** Libraries and validators read formats differently; the library has checked them. */
function withoutFormats(json: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(json), (key, value: unknown) =>
    key === "format" && typeof value === "string" ? undefined : value,
  );
}
