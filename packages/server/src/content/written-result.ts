import type { ContentBlock, JsonObject } from "@mortise/protocol";
import type { ResultParts } from "./result.ts";

/**
 * Reads a result that an author wrote out as the wire has it, `{ content: [{ type: "text", … }] }`,
 * which is how handlers of other toolkits return; `undefined` for any other value.
 */
export function readWrittenResult(value: unknown): ResultParts | undefined {
  if (isWrittenBlock(value)) return { content: [value] };
  if (Array.isArray(value)) {
    return value.length > 0 && value.every(isWrittenBlock) ? { content: value } : undefined;
  }
  if (typeof value !== "object" || value === null || !("content" in value)) return undefined;
  const { content, structuredContent, isError, _meta } = value as JsonObject;
  if (!Array.isArray(content) || content.length === 0) return undefined;
  if (!content.every(isWrittenBlock)) return undefined;
  return {
    content,
    structured: structuredContent,
    isError: isError === true,
    ...(typeof _meta === "object" && _meta !== null && { meta: _meta as JsonObject }),
  };
}

/** Returns whether `value` has every member that a content block of its type must have. */
export function isWrittenBlock(value: unknown): value is ContentBlock {
  if (typeof value !== "object" || value === null) return false;
  const { type, text, data, mimeType, uri, name, resource } = value as JsonObject;
  switch (type) {
    case "text":
      return typeof text === "string";
    case "image":
    case "audio":
      return typeof data === "string" && typeof mimeType === "string";
    case "resource_link":
      return typeof uri === "string" && typeof name === "string";
    case "resource":
      return typeof (resource as JsonObject | null | undefined)?.["uri"] === "string";
    default:
      return false;
  }
}
