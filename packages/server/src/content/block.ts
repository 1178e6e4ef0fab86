import type {
  Annotations,
  AudioContent,
  ContentBlock,
  EmbeddedResource,
  ImageContent,
  OptionNames,
  Resource,
  ResourceLink,
} from "@mortise/protocol";
import { checkOptions, MortiseError } from "@mortise/protocol";
import { toBase64 } from "./base64.ts";
import { checkData, checkMedia, checkUri } from "./check-block.ts";

const BRAND = Symbol.for("mortise.block");

/** How the caller may use a block. */
export interface BlockOptions {
  /** Hints about the use of the block. */
  readonly annotations?: Annotations;
}

/** The name and type of a file. */
export interface FileOptions extends BlockOptions {
  /** The file's name, such as `report.pdf`. */
  readonly name: string;
  /** Default `text/plain` for text, `application/octet-stream` for bytes. */
  readonly mimeType?: string;
  /** Where the file can be found again. Default `file:///<name>`. */
  readonly uri?: string;
}

const OPTIONS: OptionNames<FileOptions> = {
  name: true,
  mimeType: true,
  uri: true,
  annotations: true,
};

/** Makes an image block of bytes, or of text that is base64 already. */
export function image(
  data: Uint8Array | string,
  mimeType: string,
  options: BlockOptions = {},
): ImageContent {
  checkMedia("image", data, mimeType);
  return remember({ type: "image", data: encode(data), mimeType, ...options });
}

/** Makes a sound block of bytes, or of text that is base64 already. */
export function audio(
  data: Uint8Array | string,
  mimeType: string,
  options: BlockOptions = {},
): AudioContent {
  checkMedia("audio", data, mimeType);
  return remember({ type: "audio", data: encode(data), mimeType, ...options });
}

/**
 * Makes a video block of bytes, or of text that is base64 already.
 *
 * The protocol has no video content; it travels as an embedded resource with a `video/…` type.
 */
export function video(
  data: Uint8Array | string,
  mimeType: string,
  options: BlockOptions & { readonly name?: string; readonly uri?: string } = {},
): EmbeddedResource {
  checkMedia("video", data, mimeType);
  const name = options.name ?? `video.${mimeType.split("/")[1]?.split(";")[0] ?? "bin"}`;
  return file(data, { ...options, name, mimeType });
}

/**
 * Makes a block that carries a file whole.
 *
 * Bytes travel as base64. Text is taken as the file's text, except that it is base64 already when
 * `mimeType` names a type that is no text.
 */
export function file(data: Uint8Array | string, options: FileOptions): EmbeddedResource {
  checkOptions("file", options, OPTIONS);
  if (typeof options.name !== "string") {
    throw new MortiseError(
      "INVALID_DEFINITION",
      'file needs a name, such as { name: "report.csv" }',
    );
  }
  const fallback = typeof data === "string" ? "text/plain" : "application/octet-stream";
  const mimeType = options.mimeType ?? fallback;
  const uri = options.uri ?? `file:///${encodeURIComponent(options.name)}`;
  const isText = typeof data === "string" && TEXT_TYPE.test(mimeType);
  if (!isText) checkData("file", data);
  const resource = isText ? { uri, mimeType, text: data } : { uri, mimeType, blob: encode(data) };
  return remember({
    type: "resource",
    resource,
    ...(options.annotations && { annotations: options.annotations }),
  });
}

/** Makes a block that points to a resource which the client can read. Default `name`: the URI. */
export function link(uri: string, options: Partial<Omit<Resource, "uri">> = {}): ResourceLink {
  checkUri("link", uri);
  return remember({ type: "resource_link", uri, ...options, name: options.name ?? uri });
}

/** Returns whether `value` was made by a block function of this or another installed copy. */
export function isBlock(value: unknown): value is ContentBlock {
  return typeof value === "object" && value !== null && BRAND in value;
}

const TEXT_TYPE =
  /^(?:text\/|application\/(?:json|xml|javascript|yaml|x-yaml|sql)\b|[^;]*\+(?:json|xml|yaml)\b)/i;

function encode(data: Uint8Array | string): string {
  return typeof data === "string" ? data : toBase64(data);
}

function remember<Block extends ContentBlock>(block: Block): Block {
  // Not enumerable, so that the brand never reaches the wire.
  return Object.defineProperty(block, BRAND, { value: true });
}
