import type { ContentBlock, JsonObject } from "@mortise/protocol";
import type { ResultParts } from "./result.ts";

/** The members of a result, and those that each type of block may have (2026-07-28, Schema). */
const RESULT: ReadonlySet<string> = new Set([
  "content",
  "structuredContent",
  "isError",
  "_meta",
  "resultType",
]);
const BLOCKS: Readonly<Record<string, ReadonlySet<string>>> = {
  text: new Set(["type", "text", "annotations", "_meta"]),
  image: new Set(["type", "data", "mimeType", "annotations", "_meta"]),
  audio: new Set(["type", "data", "mimeType", "annotations", "_meta"]),
  resource: new Set(["type", "resource", "annotations", "_meta"]),
  resource_link: new Set([
    "type",
    "uri",
    "name",
    "title",
    "description",
    "mimeType",
    "size",
    "icons",
    "annotations",
    "_meta",
  ]),
};

/**
 * Reads a result that an author wrote out as the wire has it, `{ content: [{ type: "text", … }] }`,
 * which is how handlers of other toolkits return; `undefined` for any other value.
 *
 * An object with a member that no result has is a value of the author's own, such as a page or a
 * message of a model; so is a block with a member that no block of its type has.
 */
export function readWrittenResult(value: unknown): ResultParts | undefined {
  if (isWrittenBlock(value)) return { content: [value] };
  if (Array.isArray(value)) {
    return value.length > 0 && value.every(isWrittenBlock) ? { content: value } : undefined;
  }
  if (typeof value !== "object" || value === null || !("content" in value)) return undefined;
  if (!Object.keys(value).every((key) => RESULT.has(key))) return undefined;
  const { content, structuredContent, isError, _meta } = value as JsonObject;
  if (!Array.isArray(content) || !content.every(isWrittenBlock)) return undefined;
  if (content.length === 0 && structuredContent === undefined) return undefined;
  return {
    // Without blocks of its own the structured content is the text.
    ...(content.length > 0 && { content }),
    structured: structuredContent,
    isError: isError === true,
    ...(typeof _meta === "object" && _meta !== null && { meta: _meta as JsonObject }),
  };
}

/** Returns whether `value` is a content block: every member that its type must have, and no other. */
export function isWrittenBlock(value: unknown): value is ContentBlock {
  if (typeof value !== "object" || value === null) return false;
  const { type, text, data, mimeType, uri, name, resource } = value as JsonObject;
  if (typeof type !== "string" || !Object.hasOwn(BLOCKS, type)) return false;
  if (!Object.keys(value).every((key) => BLOCKS[type]?.has(key))) return false;
  switch (type) {
    case "text":
      return typeof text === "string";
    case "image":
    case "audio":
      return typeof data === "string" && isBase64(data) && typeof mimeType === "string";
    case "resource_link":
      return typeof uri === "string" && typeof name === "string";
    default:
      return isWrittenContents(resource);
  }
}

const CONTENTS: ReadonlySet<string> = new Set(["uri", "mimeType", "text", "blob", "_meta"]);

/** Returns whether `value` is the contents of one resource: its URI, and either text or base64. */
function isWrittenContents(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (!Object.keys(value).every((key) => CONTENTS.has(key))) return false;
  const { uri, text, blob } = value as JsonObject;
  if (typeof uri !== "string") return false;
  if (blob === undefined) return typeof text === "string";
  return typeof blob === "string" && text === undefined;
}

/** Characters that are looked at; a URL or a sentence shows itself in the first ones. */
const MAX_LOOK = 100;

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/_=\s-]*$/.test(text.slice(0, MAX_LOOK));
}
