import type { ContentBlock, JsonObject, ResourceContents } from "@mortise/protocol";
import { ToolError } from "@mortise/protocol";
import { toBase64 } from "../content/base64.ts";
import { isBlock } from "../content/block.ts";
import type { JsonValue } from "../schema/json-value.ts";
import { NotJson, toJsonValue } from "../schema/json-value.ts";

/** A resource that was read. */
export interface ReadSource {
  /** The URI in the contents. */
  readonly uri: string;
  /** The resource in messages, such as `resource docs://a`. */
  readonly where: string;
  /** The type that the definition declares. */
  readonly mimeType: string | undefined;
}

/** The parts of a read result that a handler may set. */
export interface ReadParts {
  readonly contents: readonly ResourceContents[];
  readonly meta?: JsonObject;
}

/** The members of a result and of one of its contents, besides those that handlers may write. */
const RESULT: ReadonlySet<string> = new Set([
  "contents",
  "_meta",
  "resultType",
  "ttlMs",
  "cacheScope",
]);
const CONTENTS: ReadonlySet<string> = new Set([
  "uri",
  "mimeType",
  "text",
  "blob",
  "bytes",
  "_meta",
]);

/**
 * Makes the contents of a resource from the value that its handler returned.
 *
 * Text, bytes and contents are taken as they are, with the URI and type of the resource if they
 * have none; a result as it is sent is one; any other data is JSON text.
 *
 * @throws the value itself if it is an error; ToolError for nothing, and for a value that is no JSON, by its place.
 */
export async function toContents(source: ReadSource, value: unknown): Promise<ReadParts> {
  const parts = await toParts(source, value);
  const { contents, meta } = parts;
  if (meta === undefined && contents.every(({ _meta }) => _meta === undefined)) return parts;
  const json = await toJson(source, { contents, ...(meta !== undefined && { _meta: meta }) });
  const written = json.value as {
    readonly contents: ReadParts["contents"];
    readonly _meta?: JsonObject;
  };
  return { contents: written.contents, ...(written._meta && { meta: written._meta }) };
}

async function toParts(source: ReadSource, value: unknown): Promise<ReadParts> {
  const plain = await toPlainContents(source, value);
  if (plain) return { contents: [plain] };
  if (value === undefined || value === null) {
    throw refuse(
      source,
      `${value}; return its content, or throw a ToolError with the code "not_found"`,
    );
  }
  if (value instanceof Error) throw value;
  if (isBlock(value)) return { contents: [ofBlock(source, value)] };
  if (Array.isArray(value) && value.every(isContents)) {
    return { contents: value.map((each) => complete(source, each)) };
  }
  if (isResult(value)) {
    const contents = value.contents.map((each) => complete(source, each));
    return { contents, ...(value._meta && { meta: value._meta }) };
  }
  const json = await toJson(source, value);
  return { contents: [text(source, JSON.stringify(json.value), "application/json")] };
}

/** Text, bytes, or one of the two with a type; `undefined` for any other value. */
async function toPlainContents(
  source: ReadSource,
  value: unknown,
): Promise<ResourceContents | undefined> {
  if (typeof value === "string") return text(source, value, "text/plain");
  if (value instanceof Blob) {
    const mimeType = source.mimeType ?? (value.type === "" ? undefined : value.type);
    return blob({ ...source, mimeType }, new Uint8Array(await value.arrayBuffer()));
  }
  const bytes = toBytes(value);
  if (bytes) return blob(source, bytes);
  return isContents(value) ? complete(source, value) : undefined;
}

function text({ uri, mimeType }: ReadSource, content: string, fallback: string): ResourceContents {
  return { uri, mimeType: mimeType ?? fallback, text: content };
}

function blob({ uri, mimeType }: ReadSource, bytes: Uint8Array): ResourceContents {
  return { uri, mimeType: mimeType ?? "application/octet-stream", blob: toBase64(bytes) };
}

function toBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (!ArrayBuffer.isView(value)) return undefined;
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** Contents as a handler may write them: with text, base64 or bytes, and the rest as it likes. */
interface WrittenContents {
  readonly uri?: string;
  readonly mimeType?: string;
  readonly text?: string;
  readonly blob?: string;
  readonly bytes?: Uint8Array | ArrayBuffer;
  readonly _meta?: JsonObject;
}

function isContents(value: unknown): value is WrittenContents {
  if (typeof value !== "object" || value === null) return false;
  const keys = Object.keys(value);
  if (!keys.every((key) => CONTENTS.has(key))) return false;
  const { uri, mimeType, ...content } = value as JsonObject;
  const isNamed = [uri, mimeType].every((each) => each === undefined || typeof each === "string");
  const given = ["text", "blob", "bytes"].filter((key) => content[key] !== undefined);
  if (!isNamed || given.length !== 1) return false;
  if (given[0] === "bytes") return toBytes(content["bytes"]) !== undefined;
  return typeof content[given[0] as string] === "string";
}

/** Adds what the contents do not say; contents with a URI of their own say all of it. */
function complete(source: ReadSource, written: WrittenContents): ResourceContents {
  const { bytes, text: words, blob: base64, ...rest } = written;
  const made =
    words === undefined
      ? { blob: base64 ?? toBase64(toBytes(bytes) ?? new Uint8Array()) }
      : { text: words };
  if (rest.uri !== undefined) return { ...rest, uri: rest.uri, ...made };
  const fallback = words === undefined ? "application/octet-stream" : "text/plain";
  const mimeType = rest.mimeType ?? source.mimeType ?? fallback;
  return { ...rest, uri: source.uri, mimeType, ...made };
}

interface WrittenResult {
  readonly contents: readonly WrittenContents[];
  readonly _meta?: JsonObject;
}

function isResult(value: unknown): value is WrittenResult {
  if (typeof value !== "object" || value === null || !("contents" in value)) return false;
  const { contents } = value;
  const isWhole = Object.keys(value).every((key) => RESULT.has(key));
  return isWhole && Array.isArray(contents) && contents.every(isContents);
}

/** Takes the content out of a block that was made for a tool. */
function ofBlock(source: ReadSource, block: ContentBlock): ResourceContents {
  switch (block.type) {
    case "resource":
      return { ...block.resource, uri: source.uri };
    case "image":
    case "audio":
      return { uri: source.uri, mimeType: block.mimeType, blob: block.data };
    case "text":
      return text(source, block.text, "text/plain");
    default:
      throw refuse(source, "a link; return the content that it points to");
  }
}

async function toJson(source: ReadSource, value: unknown): Promise<JsonValue> {
  try {
    return await toJsonValue(value);
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw refuse(source, `a value that is no JSON: ${error.message}`);
  }
}

function refuse({ where }: ReadSource, found: string): ToolError {
  return new ToolError(`${where} gave ${found}`, { code: "invalid_output" });
}
