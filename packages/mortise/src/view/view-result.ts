import type { ToolResult } from "@mortise/client";
import type { ContentBlock, JsonObject } from "@mortise/protocol";
import { isObject } from "./host-channel.ts";

/** Reads the result of a tool as the host hands it on; values that are no blocks are left out. */
export function readViewResult<Structured>(result: JsonObject): ToolResult<Structured> {
  const { content: given, structuredContent, isError, _meta: meta } = result;
  const content = (Array.isArray(given) ? given : []).filter(isBlock);
  return {
    content,
    structured: (structuredContent ?? undefined) as Structured | undefined,
    isError: isError === true,
    text: content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n"),
    meta: isObject(meta) ? meta : undefined,
  };
}

function isBlock(value: unknown): value is ContentBlock {
  return isObject(value) && typeof value["type"] === "string";
}
