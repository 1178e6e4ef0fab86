import type { JsonSchema, Schema, StandardResult, StandardSchema } from "@mortise/protocol";
import { isStandardSchema, MortiseError } from "@mortise/protocol";
import { compileJsonSchema } from "./json-schema-validator.ts";
import { isThenable } from "./thenable.ts";

/** A schema made ready once, when it is registered, to validate every value that comes. */
export interface CompiledSchema {
  /** The JSON Schema that clients see. */
  readonly json: JsonSchema;
  /** Written as JSON Schema by its author, so that it judges values as JSON writes them. */
  readonly isPlain: boolean;
  readonly validate: (value: unknown) => StandardResult<unknown> | Promise<StandardResult<unknown>>;
}

/** Which side of a schema is meant: what it takes, or what it gives. */
export type SchemaSide = "input" | "output";

const DIALECT = "draft-2020-12";

/**
 * Makes a schema ready.
 *
 * Plain JSON Schema is kept exactly as it is; a schema of a library describes itself by Standard
 * JSON Schema. `owner` names the place in messages, such as `the input of tool "add"`.
 *
 * @throws MortiseError `INVALID_DEFINITION` when the schema cannot be described or compiled.
 */
export function compileSchema(schema: Schema, side: SchemaSide, owner: string): CompiledSchema {
  if (!isStandardSchema(schema)) return compilePlain(schema, owner);
  const { validate } = schema["~standard"];
  return {
    json: describe(schema, side, owner),
    isPlain: false,
    validate: (value) => {
      const checked = validate(value);
      // A promise that is not the platform's own must be waited for all the same.
      return isThenable(checked) && !(checked instanceof Promise)
        ? Promise.resolve(checked)
        : checked;
    },
  };
}

/** Makes a schema ready whose root must be an object, as arguments are (2026-07-28, Tools). */
export function compileObjectSchema(
  schema: Schema,
  side: SchemaSide,
  owner: string,
): CompiledSchema {
  const compiled = compileSchema(schema, side, owner);
  const { type } = compiled.json;
  if (type === "object") return compiled;
  if (type === undefined) {
    const json = { type: "object", ...compiled.json };
    return isStandardSchema(schema) ? { ...compiled, json } : compilePlain(json, owner);
  }
  throw new MortiseError(
    "INVALID_DEFINITION",
    `${owner} must be an object schema, but its type is ${JSON.stringify(type)}; wrap it in an object with one property`,
  );
}

function compilePlain(schema: unknown, owner: string): CompiledSchema {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${owner} is no schema; give one of zod 4, valibot, arktype or another Standard Schema library, or a JSON Schema object`,
    );
  }
  // Other toolkits take a record of schemas; as JSON Schema it would let everything through.
  if (Object.values(schema).some(isStandardSchema)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${owner} is a record of schemas; make one schema of it, such as z.object({ … })`,
    );
  }
  const json = schema as JsonSchema;
  return { json, isPlain: true, validate: compileJsonSchema(json, owner) };
}

function describe(schema: StandardSchema, side: SchemaSide, owner: string): JsonSchema {
  const { vendor, jsonSchema } = schema["~standard"];
  if (!jsonSchema) {
    const advice =
      vendor === "valibot"
        ? "wrap it in toStandardJsonSchema() of @valibot/to-json-schema"
        : "use a version of the library that has Standard JSON Schema, or give plain JSON Schema";
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${owner} is a ${vendor} schema that cannot describe itself as JSON Schema; ${advice}`,
    );
  }
  try {
    // 2020-12 is the default dialect, so naming it would only cost every caller its tokens.
    const { $schema: _dialect, ...json } = jsonSchema[side]({ target: DIALECT });
    return json;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${owner} cannot be written as JSON Schema: ${reason}`,
      { cause },
    );
  }
}
