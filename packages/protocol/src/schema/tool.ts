import type { Icon } from "./implementation.ts";
import type { JsonObject, JsonSchema } from "./json.ts";

/**
 * Hints about what a tool does; clients must not trust them from servers they do not trust.
 */
export interface ToolAnnotations {
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
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
  readonly annotations?: ToolAnnotations;
  readonly icons?: readonly Icon[];
  readonly _meta?: JsonObject;
}
