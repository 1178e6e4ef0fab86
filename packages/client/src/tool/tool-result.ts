import type { ContentBlock, JsonObject } from "@mortise/protocol";
import { MetaKey, MortiseError } from "@mortise/protocol";

/** The result of a tool call. A failure of the tool itself is a result too: see `isError`. */
export interface ToolResult<Structured = unknown> {
  /** The content blocks, such as texts, images and links. */
  readonly content: readonly ContentBlock[];
  /** The structured content; `undefined` if the tool returned none. */
  readonly structured: Structured | undefined;
  /** Whether the tool failed; `text` says why. */
  readonly isError: boolean;
  /** All text blocks, one per line. */
  readonly text: string;
  /** The metadata of the result; `undefined` if there is none. */
  readonly meta: JsonObject | undefined;
}

/**
 * Reads the result of `tools/call`.
 *
 * @throws MortiseError `INVALID_RESPONSE` when its content is not a list of blocks.
 */
export function readToolResult<Structured>(
  name: string,
  result: JsonObject,
): ToolResult<Structured> {
  const { content = [], structuredContent, isError, _meta: meta } = result;
  if (!Array.isArray(content) || !content.every(isBlock)) {
    throw new MortiseError(
      "INVALID_RESPONSE",
      `The result of the tool "${name}" has content that is not a list of blocks`,
    );
  }
  return {
    content,
    structured: structuredContent as Structured | undefined,
    isError: isError === true,
    text: readText(content),
    meta:
      typeof meta === "object" && meta !== null ? withoutPlumbing(meta as JsonObject) : undefined,
  };
}

/** Most results are one text, which needs no joining. */
function readText(content: readonly ContentBlock[]): string {
  const [first] = content;
  if (content.length === 1 && first?.type === "text") return first.text;
  return content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
}

/**
 * Modern servers repeat their name and version in every result; the client has them as
 * `serverInfo`.
 */
function withoutPlumbing(meta: JsonObject): JsonObject | undefined {
  const { [MetaKey.serverInfo]: _said, ...own } = meta;
  return Object.keys(own).length > 0 ? own : undefined;
}

function isBlock(value: unknown): value is ContentBlock {
  const { type, text } = (value ?? {}) as { readonly type?: unknown; readonly text?: unknown };
  return typeof type === "string" && (type !== "text" || typeof text === "string");
}
