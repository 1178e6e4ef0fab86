import type { Annotations } from "./annotations.ts";
import type { JsonObject } from "./json.ts";
import type { Resource } from "./resource.ts";

interface ContentFields {
  readonly annotations?: Annotations;
  readonly _meta?: JsonObject;
}

/** Text. */
export interface TextContent extends ContentFields {
  readonly type: "text";
  /** The text. */
  readonly text: string;
}

/** An image, base64 encoded. */
export interface ImageContent extends ContentFields {
  readonly type: "image";
  /** The image in base64. */
  readonly data: string;
  /** Such as `image/png`. */
  readonly mimeType: string;
}

/** Sound, base64 encoded; since 2025-03-26. */
export interface AudioContent extends ContentFields {
  readonly type: "audio";
  /** The sound in base64. */
  readonly data: string;
  /** Such as `audio/wav`. */
  readonly mimeType: string;
}

/** A resource that can be read by its URI; since 2025-06-18. */
export interface ResourceLink extends Resource {
  readonly type: "resource_link";
}

interface ResourceContentsFields {
  readonly uri: string;
  readonly mimeType?: string;
  readonly _meta?: JsonObject;
}

/** The content of a resource as text. */
export interface TextResourceContents extends ResourceContentsFields {
  /** The text. */
  readonly text: string;
}

/** The content of a resource as base64. */
export interface BlobResourceContents extends ResourceContentsFields {
  /** The bytes in base64. */
  readonly blob: string;
}

/** The content of a resource. */
export type ResourceContents = TextResourceContents | BlobResourceContents;

/** A resource carried whole inside a result or message. */
export interface EmbeddedResource extends ContentFields {
  readonly type: "resource";
  /** The resource's contents. */
  readonly resource: ResourceContents;
}

/** One piece of a tool result or a prompt message. */
export type ContentBlock =
  | TextContent
  | ImageContent
  | AudioContent
  | ResourceLink
  | EmbeddedResource;
