import type { Annotations } from "./annotations.ts";
import type { Icon } from "./implementation.ts";
import type { JsonObject } from "./json.ts";

/** Something that can be read, as `resources/list` names it. */
export interface Resource {
  readonly uri: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly annotations?: Annotations;
  /** Bytes before any encoding. */
  readonly size?: number;
  readonly icons?: readonly Icon[];
  readonly _meta?: JsonObject;
}

/** A family of resources, as `resources/templates/list` names it. */
export interface ResourceTemplate {
  /** An RFC 6570 template. */
  readonly uriTemplate: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly annotations?: Annotations;
  readonly icons?: readonly Icon[];
  readonly _meta?: JsonObject;
}
