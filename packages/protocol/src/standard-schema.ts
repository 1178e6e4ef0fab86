import type { JsonSchema } from "./schema/json.ts";

/** One thing that a schema found wrong. */
export interface StandardIssue {
  /** The fault, in a sentence. */
  readonly message: string;
  /** The place of the fault in the value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The result of validation: a value, or the issues that prevented one. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/**
 * A schema of any library that follows Standard Schema 1 (standardschema.dev).
 *
 * `jsonSchema` is the Standard JSON Schema addition, by which a schema describes itself.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** The interface of Standard Schema. */
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    readonly jsonSchema?: {
      readonly input: (options: { readonly target: string }) => Record<string, unknown>;
      readonly output: (options: { readonly target: string }) => Record<string, unknown>;
    };
  };
}

/** A schema as an author may write it: of a Standard Schema library, or plain JSON Schema. */
export type Schema = StandardSchema | JsonSchema;

/** The input of a handler after `S` has validated: the schema's output, or a plain object. */
export type SchemaOutput<S> = S extends {
  readonly "~standard": { readonly types?: { readonly output: infer Output } | undefined };
}
  ? Output
  : Record<string, unknown>;

/** The input that a caller may send to `S`: the schema's input, or a plain object. */
export type SchemaInput<S> = S extends {
  readonly "~standard": { readonly types?: { readonly input: infer Input } | undefined };
}
  ? Input
  : Record<string, unknown>;

/** Returns whether `schema` follows Standard Schema, rather than being plain JSON Schema. */
export function isStandardSchema(schema: unknown): schema is StandardSchema {
  if ((typeof schema !== "object" && typeof schema !== "function") || schema === null) return false;
  return "~standard" in schema;
}
