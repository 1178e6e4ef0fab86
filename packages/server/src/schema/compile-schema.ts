import type { JsonSchema, Schema, StandardResult, StandardSchema } from "@mortise/protocol";
import { compileJsonSchema, isStandardSchema, MortiseError } from "@mortise/protocol";
import { correctDescription } from "./describe-schema.ts";
import type { SchemaSide } from "./describe-zod.ts";
import { describeZod, isZod3, zodVersion } from "./describe-zod.ts";
import { isThenable } from "./thenable.ts";
import { findUnwritablePart } from "./unwritable-part.ts";

/** A schema made ready once, when it is registered, to validate every value that comes. */
export interface CompiledSchema {
  /** The JSON Schema that clients see. */
  readonly json: JsonSchema;
  /** Written as JSON Schema by its author, so that it judges values as JSON writes them. */
  readonly isPlain: boolean;
  readonly validate: (value: unknown) => StandardResult<unknown> | Promise<StandardResult<unknown>>;
}

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
  if (isZod3(schema)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${owner} is a schema of zod 3, which cannot describe itself as JSON Schema; use zod 4: npm install zod@latest`,
    );
  }
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
    return isStandardSchema(schema)
      ? { ...compiled, json }
      : { ...compiled, json, validate: asObject(compiled) };
  }
  throw new MortiseError(
    "INVALID_DEFINITION",
    `${owner} must be an object schema, but its type is ${JSON.stringify(type)}; wrap it in an object with one property`,
  );
}

const validateObject = compileJsonSchema({ type: "object" }, "An object");

/** Asks for an object beside the schema: inside, `type` would apply wherever it refers to its root. */
function asObject({ validate }: CompiledSchema): CompiledSchema["validate"] {
  return (value) => {
    const checked = validateObject(value);
    return checked.issues ? checked : validate(value);
  };
}

function compilePlain(schema: unknown, owner: string): CompiledSchema {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${owner} is no schema; give one of zod 4, valibot, arktype or another Standard Schema library, or a JSON Schema object`,
    );
  }
  // Other toolkits take a record of schemas; as JSON Schema it would let everything through.
  if (Object.values(schema).some((each) => isStandardSchema(each) || isZod3(each))) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${owner} is a record of schemas; make one schema of it, such as z.object({ … })`,
    );
  }
  const json = schema as JsonSchema;
  return { json, isPlain: true, validate: compileJsonSchema(json, owner) };
}

function describe(schema: StandardSchema, side: SchemaSide, owner: string): JsonSchema {
  const { vendor } = schema["~standard"];
  const write = (): JsonSchema => {
    const described = writeOnce(schema, side);
    if (!described) throw undescribed(schema, owner);
    // 2020-12 is the default dialect, so naming it would only cost every caller its tokens.
    const { $schema: _dialect, ...json } = described;
    return json;
  };
  try {
    const description = { first: write(), second: write(), vendor, owner };
    return correctDescription({ ...description, isInput: side === "input" });
  } catch (cause) {
    if (MortiseError.is(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const path = findUnwritablePart(schema, (part) => isWritable(part, side));
    const place = path === "" ? "" : `, at ${path.replace(/^\./, "")},`;
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${owner}${place} cannot be written as JSON Schema: ${reason}`,
      { cause },
    );
  }
}

function writeOnce(schema: StandardSchema, side: SchemaSide): JsonSchema | undefined {
  const { jsonSchema } = schema["~standard"];
  if (jsonSchema) return jsonSchema[side]({ target: DIALECT });
  return zodVersion(schema) === undefined ? undefined : describeZod(schema, side, DIALECT);
}

function isWritable(schema: StandardSchema, side: SchemaSide): boolean {
  try {
    writeOnce(schema, side);
    return true;
  } catch {
    return false;
  }
}

function undescribed(schema: StandardSchema, owner: string): MortiseError {
  const { vendor } = schema["~standard"];
  const version = zodVersion(schema);
  const name = version === undefined ? vendor : `${vendor} ${version}`;
  const advice =
    vendor === "valibot"
      ? "wrap it in toStandardJsonSchema() of @valibot/to-json-schema"
      : version === undefined
        ? "use a version of the library that has Standard JSON Schema, or give plain JSON Schema"
        : "use zod 4.2 or newer: npm install zod@latest";
  return new MortiseError(
    "INVALID_DEFINITION",
    `${owner} is a schema of ${name}, which cannot describe itself as JSON Schema; ${advice}`,
  );
}
