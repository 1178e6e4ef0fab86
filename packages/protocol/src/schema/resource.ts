import type { Annotations } from "./annotations.ts";
import type { Icon } from "./implementation.ts";
import type { JsonObject } from "./json.ts";

/** Something that can be read, as `resources/list` names it. */
export interface Resource {
  /** Names the resource. */
  readonly uri: string;
  /** The name for programs. */
  readonly name: string;
  /** The name for people. */
  readonly title?: string;
  /** The content of the resource, in a sentence for models. */
  readonly description?: string;
  /** The media type. */
  readonly mimeType?: string;
  /** Hints about its use. */
  readonly annotations?: Annotations;
  /** Bytes before any encoding. */
  readonly size?: number;
  /** Icons for a list of resources. */
  readonly icons?: readonly Icon[];
  /** Further data, by name. */
  readonly _meta?: JsonObject;
}

/** A family of resources, as `resources/templates/list` names it. */
export interface ResourceTemplate {
  /** An RFC 6570 template. */
  readonly uriTemplate: string;
  /** The name for programs. */
  readonly name: string;
  /** The name for people. */
  readonly title?: string;
  /** The content of the resources, in a sentence for models. */
  readonly description?: string;
  /** The media type, if all resources have the same. */
  readonly mimeType?: string;
  /** Hints about their use. */
  readonly annotations?: Annotations;
  /** Icons for a list of templates. */
  readonly icons?: readonly Icon[];
  /** Further data, by name. */
  readonly _meta?: JsonObject;
}
