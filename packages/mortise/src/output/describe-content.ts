import { isDeepStrictEqual } from "node:util";
import type { ToolResult } from "@mortise/client";
import type { ContentBlock, ResourceContents } from "@mortise/protocol";
import { color } from "./color.ts";
import { toLine, toPrintable } from "./printable.ts";
import { saveMedia } from "./save-media.ts";

/** Describes the result of a tool: text, structured content and media. */
export async function describeResult(result: ToolResult, directory?: string): Promise<string> {
  const { content, structured } = result;
  const said = isSaidTwice(result) ? content.filter(({ type }) => type !== "text") : content;
  const parts = said.length > 0 ? [await describeBlocks(said, directory)] : [];
  if (structured !== undefined) parts.unshift(`${JSON.stringify(structured, null, 2)}\n`);
  return parts.join("");
}

/** Describes content blocks; with a directory, writes media there. */
export async function describeBlocks(
  blocks: readonly ContentBlock[],
  directory?: string,
): Promise<string> {
  const lines: string[] = [];
  for (const block of blocks) lines.push(await describeBlock(block, directory));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** Describes the contents of a resource; with a directory, writes media there. */
export async function describeContents(
  contents: readonly ResourceContents[],
  directory?: string,
): Promise<string> {
  const parts: string[] = [];
  for (const one of contents) {
    const part = await describeResource(one, directory);
    parts.push(part.endsWith("\n") ? part : `${part}\n`);
  }
  return parts.join("");
}

async function describeBlock(block: ContentBlock, directory: string | undefined): Promise<string> {
  if (block.type === "text") return toPrintable(block.text);
  if (block.type === "image" || block.type === "audio") {
    const { type: kind, data, mimeType } = block;
    return describeMedia({ kind, data, mimeType, uri: kind }, directory);
  }
  if (block.type === "resource_link") {
    const note = toLine(block.description ?? block.title ?? block.name);
    return `${color.cyan(toLine(block.uri))}  ${note}`;
  }
  return describeResource(block.resource, directory);
}

async function describeResource(
  contents: ResourceContents,
  directory: string | undefined,
): Promise<string> {
  if ("text" in contents) return toPrintable(contents.text);
  const { blob, uri, mimeType = "application/octet-stream" } = contents;
  return describeMedia({ kind: "file", data: blob, mimeType, uri }, directory);
}

/** Content that is not text. */
interface Media {
  /** `image`, `audio` or `file`. */
  readonly kind: string;
  /** Base64. */
  readonly data: string;
  readonly mimeType: string;
  /** Names the file in which it is saved. */
  readonly uri: string;
}

async function describeMedia(
  { kind, data, mimeType, uri }: Media,
  directory: string | undefined,
): Promise<string> {
  const bytes = Buffer.from(data, "base64");
  const type = toLine(mimeType);
  const size = describeSize(bytes.length);
  if (directory === undefined)
    return color.dim(`[${kind}: ${type}, ${size}; --save <dir> writes it to a file]`);
  const path = await saveMedia(bytes, { directory, uri, mimeType: type });
  return `${path}  ${color.dim(`${type}, ${size}`)}`;
}

function describeSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** The text of a structured result often repeats it as JSON. */
function isSaidTwice({ text, structured }: ToolResult): boolean {
  if (structured === undefined || text === "") return false;
  try {
    return isDeepStrictEqual(JSON.parse(text), structured);
  } catch {
    return false;
  }
}
