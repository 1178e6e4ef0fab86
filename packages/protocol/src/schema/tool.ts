import type { Icon } from "./implementation.ts";
import type { JsonObject, JsonSchema } from "./json.ts";

/**
 * Hints about what a tool does; clients must not trust them from servers they do not trust.
 */
export interface ToolAnnotations {
  /** The name for people. */
  readonly title?: string;
  /** The tool changes nothing. Default `false`. */
  readonly readOnlyHint?: boolean;
  /** The tool may destroy something; means nothing when `readOnlyHint`. Default `true`. */
  readonly destructiveHint?: boolean;
  /** Calling twice with the same arguments does no more than calling once. Default `false`. */
  readonly idempotentHint?: boolean;
  /** The tool reaches beyond a closed set of things. Default `true`. */
  readonly openWorldHint?: boolean;
}

/** Something a model can do, as `tools/list` names it. */
export interface Tool {
  /** The name that callers use. */
  readonly name: string;
  /** The name for people. */
  readonly title?: string;
  /** The purpose of the tool, for models. */
  readonly description?: string;
  /** The JSON Schema of the arguments. */
  readonly inputSchema: JsonSchema;
  /** The JSON Schema of `structuredContent`. */
  readonly outputSchema?: JsonSchema;
  /** Hints about its behaviour. */
  readonly annotations?: ToolAnnotations;
  /** Icons for a list of tools. */
  readonly icons?: readonly Icon[];
  /** Further data, by name. */
  readonly _meta?: JsonObject;
}
