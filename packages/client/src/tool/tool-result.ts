import type { ContentBlock, JsonObject } from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";

/** The result of a tool call. A failure of the tool itself is a result too: see `isError`. */
export interface ToolResult<Structured = unknown> {
  /** The content blocks, such as texts, images and links. */
  readonly content: readonly ContentBlock[];
  /**
   * The structured content; `undefined` if the tool returned none, or what breaks the output schema that
   * the server listed (2026-07-28, Output Schema).
   */
  readonly structured: Structured | undefined;
  /** The reason why structured content was left out; not there if none was. */
  readonly structuredProblem?: string;
  /** Whether the tool failed; `text` says why. */
  readonly isError: boolean;
  /** All text blocks, one per line. */
  readonly text: string;
  /** The metadata of the result; `undefined` if there is none. */
  readonly meta: JsonObject | undefined;
}

/** How one connection reads the results of tools. */
export interface ToolResultReader {
  readonly warn: (message: string) => void;
  /** Says what is wrong with structured content of a tool; `undefined` if nothing is known to be. */
  readonly findProblem: (name: string, structured: unknown) => string | undefined;
}

/**
 * Reads the result of `tools/call`.
 *
 * The tool has run, so a part that is wrong does not lose the rest of its result: a value that is no
 * block is left out with a warning, structured content that breaks its schema too, a text stands for a
 * block of text, and `null` for nothing.
 */
export function readToolResult<Structured>(
  name: string,
  result: JsonObject,
  { warn, findProblem }: ToolResultReader,
): ToolResult<Structured> {
  const { structuredContent, isError, _meta: meta } = result;
  const structured = structuredContent ?? undefined;
  // A failure need not have what the tool promises of a success.
  const problem =
    structured === undefined || isError === true ? undefined : findProblem(name, structured);
  const given = readContent(result);
  const content = given.filter(isBlock);
  if (content.length < given.length) {
    warn(
      `The result of the tool ${JSON.stringify(name)} has content that is no block; it is left out`,
    );
  }
  if (problem !== undefined) {
    warn(
      `The structured content of the tool ${JSON.stringify(name)} breaks its output schema and is left out: ${problem}`,
    );
  }
  return {
    content,
    structured: (problem === undefined ? structured : undefined) as Structured | undefined,
    ...(problem !== undefined && { structuredProblem: problem }),
    isError: isError === true,
    text: readText(content),
    meta:
      typeof meta === "object" && meta !== null ? withoutPlumbing(meta as JsonObject) : undefined,
  };
}

/** Before 2024-11-05 a result was the member `toolResult`; some servers still write it. */
function readContent({ content, toolResult }: JsonObject): readonly unknown[] {
  if (Array.isArray(content)) return content;
  const value = content ?? toolResult ?? undefined;
  if (value === undefined) return [];
  if (typeof value === "string") return [{ type: "text", text: value }];
  const isContent = value === content;
  return [isContent ? value : { type: "text", text: JSON.stringify(value) }];
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
