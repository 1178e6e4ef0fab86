import { isDeepStrictEqual } from "node:util";
import type { ToolResult } from "@mortise/client";
import type { ContentBlock, ResourceContents } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { color } from "./color.ts";
import { decodeMedia } from "./decode-media.ts";
import { toDocument } from "./print-json.ts";
import { toJson, toLine, toPrintable } from "./printable.ts";
import { saveMedia } from "./save-media.ts";

/** Describes the result of a tool: text, structured content and media. */
export async function describeResult(result: ToolResult, directory?: string): Promise<string> {
  const { content, structured, structuredProblem } = result;
  const said = isSaidTwice(result) ? content.filter((block) => block?.type !== "text") : content;
  const parts = said.length > 0 ? [await describeBlocks(said, directory)] : [];
  if (structured !== undefined) parts.unshift(describeStructured(structured));
  if (structuredProblem !== undefined) {
    parts.push(`${color.dim(`[structured content left out: ${toLine(structuredProblem)}]`)}\n`);
  }
  return parts.join("");
}

/** The text of a result is of use also where the rest cannot be written. */
function describeStructured(structured: unknown): string {
  try {
    return toDocument(structured);
  } catch (error) {
    if (!MortiseError.is(error)) throw error;
    return `${color.dim("[structured content, nested too deep to show]")}\n`;
  }
}

/** Describes content blocks; with a directory, writes media there. */
export async function describeBlocks(
  blocks: readonly unknown[],
  directory?: string,
): Promise<string> {
  const lines: string[] = [];
  for (const block of blocks) lines.push(await describeBlock(block, directory));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** Describes the contents of a resource; with a directory, writes media there. */
export async function describeContents(
  contents: readonly unknown[],
  directory?: string,
): Promise<string> {
  const parts: string[] = [];
  for (const one of contents) {
    const part = await describeResource(one, directory);
    parts.push(part.endsWith("\n") ? part : `${part}\n`);
  }
  return parts.join("");
}

/** Servers send blocks that the protocol does not know, and known ones without their parts. */
async function describeBlock(block: unknown, directory: string | undefined): Promise<string> {
  const { type, ...parts } = (block ?? {}) as Loose<ContentBlock>;
  if (type === "text" && typeof parts.text === "string") return toPrintable(parts.text);
  if (type === "image" || type === "audio") {
    const { data, mimeType } = parts;
    return describeMedia({ kind: type, data, mimeType, uri: type }, directory);
  }
  if (type === "resource_link" && typeof parts.uri === "string") {
    const note = toLine(parts.description ?? parts.title ?? parts.name);
    return `${color.cyan(toLine(parts.uri))}  ${note}`;
  }
  if (type === "resource" && isObject(parts.resource)) {
    return describeResource(parts.resource, directory);
  }
  return toJson(block);
}

async function describeResource(contents: unknown, directory: string | undefined): Promise<string> {
  if (!isObject(contents)) return toJson(contents);
  const { text, blob, uri, mimeType } = contents as Loose<ResourceContents>;
  if (typeof text === "string") return toPrintable(text);
  return describeMedia({ kind: "file", data: blob, mimeType, uri }, directory);
}

/** An object of a server that is to be of type `T`; each member is looked at before it is used. */
type Loose<T> = { readonly [Name in T extends unknown ? keyof T : never]?: unknown };

/** Content that is not text, as a server sent it. */
interface Media {
  /** `image`, `audio` or `file`. */
  readonly kind: string;
  /** To be base64. */
  readonly data: unknown;
  readonly mimeType: unknown;
  /** Names the file in which it is saved. */
  readonly uri: unknown;
}

async function describeMedia(
  { kind, data, mimeType, uri }: Media,
  directory: string | undefined,
): Promise<string> {
  const type = toLine(mimeType ?? "application/octet-stream");
  if (typeof data !== "string") return color.dim(`[${kind}: ${type}, without data]`);
  const bytes = decodeMedia(data);
  if (bytes === undefined) return color.dim(`[${kind}: ${type}, whose data is not base64]`);
  const size = describeSize(bytes.length);
  if (directory === undefined)
    return color.dim(`[${kind}: ${type}, ${size}; --save <dir> writes it to a file]`);
  const path = await saveMedia(bytes, { directory, uri: toLine(uri), mimeType: type });
  return `${path}  ${color.dim(`${type}, ${size}`)}`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
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
