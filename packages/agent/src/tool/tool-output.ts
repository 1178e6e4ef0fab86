import type { ToolResult } from "@mortise/client";
import type { ContentBlock, EmbeddedResource, ReadResourceResult } from "@mortise/protocol";
import type { FilePart, TextPart, ToolOutput } from "../conversation/message.ts";

/** A file larger than this is described, not shown; in base64 characters. */
const FILE_LIMIT = 7_000_000;
const SHOWN_FILE = /^(image|audio|video)\/|^application\/pdf$/;

/**
 * Writes a tool's result for the model: errors stay errors, structured content becomes JSON, media become files, and
 * resources become text that can be read.
 */
export function toToolOutput(result: ToolResult): ToolOutput {
  const parts = result.content.flatMap(toPart);
  const texts = parts.filter((part): part is TextPart => part.type === "text");
  const text = texts.map((part) => part.text).join("\n");
  if (result.isError) {
    const details = result.structured === undefined ? "" : JSON.stringify(result.structured);
    return { type: "error-text", value: text || details || "The tool failed without a message." };
  }
  const hasFiles = texts.length < parts.length;
  const structured = result.structured as JsonOutput | undefined;
  if (structured !== undefined) {
    if (!hasFiles && repeats(result, structured)) return { type: "json", value: structured };
    const json: TextPart = { type: "text", text: JSON.stringify(structured) };
    const others = parts.filter(
      (part) => part.type === "file" || !isSameJson(part.text, structured),
    );
    return join([...others, json]);
  }
  return parts.length ? join(parts) : { type: "text", value: "(no content)" };
}

/** Writes what a resource holds for the model. */
export function toResourceOutput(result: ReadResourceResult): ToolOutput {
  const parts = result.contents.flatMap((resource) => toPart({ type: "resource", resource }));
  return parts.length ? join(parts) : { type: "text", value: "(the resource is empty)" };
}

/** Turns one content block into what a message can hold. */
export function toPart(block: ContentBlock): (TextPart | FilePart)[] {
  switch (block.type) {
    case "text":
      return [{ type: "text", text: block.text }];
    case "image":
    case "audio":
      return [toFile(block.data, block.mimeType)];
    case "resource":
      return [toResourcePart(block)];
    case "resource_link": {
      const about = block.description ? `: ${block.description}` : "";
      const title = block.title ?? block.name;
      return [{ type: "text", text: `[resource ${block.uri}] ${title}${about}` }];
    }
    default:
      return [
        {
          type: "text",
          text: `[content of unknown type ${String((block as { type: unknown }).type)}]`,
        },
      ];
  }
}

type JsonOutput = Extract<ToolOutput, { type: "json" }>["value"];

function join(parts: (TextPart | FilePart)[]): ToolOutput {
  if (parts.some((part) => part.type === "file")) return { type: "content", value: parts };
  const texts = parts.filter((part): part is TextPart => part.type === "text");
  return { type: "text", value: texts.map(({ text }) => text).join("\n") };
}

// Servers repeat structured content as text for clients that do not know it (2025-06-18, Tools, Structured Content).
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

function toResourcePart({ resource }: EmbeddedResource): TextPart | FilePart {
  if ("text" in resource) {
    return { type: "text", text: `[resource ${resource.uri}]\n${resource.text}` };
  }
  return toFile(resource.blob, resource.mimeType ?? "application/octet-stream", resource.uri);
}

function toFile(data: string, mediaType: string, uri?: string): TextPart | FilePart {
  const filename = uri?.split("/").at(-1);
  if (SHOWN_FILE.test(mediaType) && data.length <= FILE_LIMIT) {
    return {
      type: "file",
      mediaType,
      data: { type: "data", data },
      ...(filename && { filename }),
    };
  }
  const bytes = Math.floor((data.length * 3) / 4);
  return { type: "text", text: `[${uri ?? "file"}: ${mediaType}, ${bytes} bytes, not shown]` };
}
