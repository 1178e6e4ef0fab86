import type { ToolResult } from "@mortise/client";
import type {
  BlobResourceContents,
  ContentBlock,
  EmbeddedResource,
  ReadResourceResult,
  TextResourceContents,
} from "@mortise/protocol";
import type { FilePart, TextPart, ToolOutput } from "../conversation/message.ts";
import { isNestedDeeper } from "../text/nesting.ts";

/** A file larger than this is described, not shown; in base64 characters. */
const FILE_LIMIT = 20_000_000;
/** JSON that is nested deeper goes as text, which nothing on the way has to walk through. */
const DEPTH_LIMIT = 200;
const SHOWN_FILE = /^(image|audio|video)\/|^application\/(x-)?pdf\b/i;

/**
 * Writes a tool's result for the model: errors stay errors, structured content becomes JSON, media
 * become files, and resources become text that can be read.
 */
export function toToolOutput(result: ToolResult): ToolOutput {
  const parts = result.content.flatMap(toPart);
  if (result.isError) return { type: "error-text", value: describeError(result, parts) };
  const { structured, structuredProblem } = result;
  if (structured === undefined || structured === null) {
    if (parts.length > 0) return join(parts);
    // Nothing is left to read of a result that was structured alone.
    if (structuredProblem === undefined) return { type: "text", value: "(no content)" };
    return { type: "text", value: `(structured content is left out: ${structuredProblem})` };
  }
  const text = writeJson(structured);
  const isShallow = text !== undefined && !isNestedDeeper(structured, DEPTH_LIMIT);
  if (isShallow && repeats(result, structured)) return { type: "json", value: structured };
  const json = toText(text ?? "[structured content, nested too deep to show]");
  const others = parts.filter((part) => part.type === "file" || !isSameJson(part.text, structured));
  return join([...others, json]);
}

/** Writes the contents of a resource for the model. */
export function toResourceOutput(result: ReadResourceResult): ToolOutput {
  const parts = result.contents.flatMap((resource) => toPart({ type: "resource", resource }));
  return parts.length ? join(parts) : { type: "text", value: "(the resource is empty)" };
}

/** Turns one content block into what a message can hold; a broken one becomes a note. */
export function toPart(block: ContentBlock): (TextPart | FilePart)[] {
  const { type } = (block ?? {}) as { readonly type?: unknown };
  if (typeof type !== "string") return [toText("[content that is no block]")];
  switch (block.type) {
    case "text":
      return typeof block.text === "string" ? [toText(block.text)] : [toText("[text, missing]")];
    case "image":
    case "audio":
      return [toFile(block)];
    case "resource":
      return [toResourcePart(block)];
    case "resource_link": {
      const about = block.description ? `: ${block.description}` : "";
      return [toText(`[resource ${block.uri}] ${block.title ?? block.name}${about}`)];
    }
    default:
      return [toText(`[content of unknown type ${type}]`)];
  }
}

/** Writes JSON; `undefined` when it is nested too deep for that. */
function writeJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function toText(text: string): TextPart {
  return { type: "text", text };
}

function textOf(parts: readonly (TextPart | FilePart)[]): string {
  return parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}

function join(parts: readonly (TextPart | FilePart)[]): ToolOutput {
  if (parts.some((part) => part.type === "file")) return { type: "content", value: parts };
  return { type: "text", value: textOf(parts) };
}

function describeError(
  { structured }: ToolResult,
  parts: readonly (TextPart | FilePart)[],
): string {
  const details = structured === undefined || structured === null ? "" : writeJson(structured);
  return textOf(parts) || details || "The tool failed without a message.";
}

/**
 * Says whether the content repeats the structured content and has nothing else, which servers do
 * for clients that do not know it (2025-06-18, Tools, Structured Content).
 */
function repeats({ content }: ToolResult, structured: unknown): boolean {
  return content.every((block) => block.type === "text" && isSameJson(block.text, structured));
}

function isSameJson(text: string, value: unknown): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(value);
  } catch {
    return false;
  }
}

function toResourcePart({ resource }: Partial<EmbeddedResource>): TextPart | FilePart {
  if (typeof resource !== "object" || resource === null) return toText("[resource, missing]");
  const { uri, text, blob, mimeType } = resource as Partial<
    TextResourceContents & BlobResourceContents
  >;
  if (typeof text === "string") return toText(`[resource ${uri}]\n${text}`);
  return toFile({ data: blob, mimeType, uri });
}

function toFile(file: {
  readonly data?: unknown;
  readonly mimeType?: unknown;
  readonly uri?: unknown;
}): TextPart | FilePart {
  const uri = typeof file.uri === "string" ? file.uri : undefined;
  const mediaType = typeof file.mimeType === "string" ? file.mimeType : "application/octet-stream";
  const { data } = file;
  const label = `${uri ?? "file"}: ${mediaType}`;
  if (typeof data !== "string") return toText(`[${label}, without data]`);
  if (!SHOWN_FILE.test(mediaType) || data.length > FILE_LIMIT) {
    return toText(`[${label}, ${Math.floor((data.length * 3) / 4)} bytes, not shown]`);
  }
  const filename = uri?.split("/").at(-1);
  return { type: "file", mediaType, data: { type: "data", data }, ...(filename && { filename }) };
}
