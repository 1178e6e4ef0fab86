/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonObject | readonly JsonValue[];

/**
 * A JSON object; members are `unknown` because what arrives has not been checked yet.
 */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** A JSON Schema document, 2020-12 unless its `$schema` says otherwise. */
export interface JsonSchema {
  /** The dialect. Default: 2020-12. */
  readonly $schema?: string;
  /** The type or types of a value. */
  readonly type?: string | readonly string[];
  readonly [keyword: string]: unknown;
}
