import type { JsonSchema } from "../../schema/json.ts";

/** A schema, which may also be `true` or `false`. */
export type SchemaValue = JsonSchema | boolean;

/** A schema with an address of its own (2020-12, Core, 4.3.5). */
export interface Resource {
  /** The address that references below it are resolved against. */
  readonly uri: string;
  readonly root: SchemaValue;
  readonly anchors: Map<string, Located>;
  readonly dynamicAnchors: Map<string, Located>;
}

/** A schema and its place. */
export interface Located {
  readonly schema: SchemaValue;
  readonly resource: Resource;
  /** From the root of the whole document, for messages. */
  readonly pointer: string;
}
