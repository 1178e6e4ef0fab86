import type { ContentBlock, JsonObject, ToolError } from "@mortise/protocol";
import { isModern } from "@mortise/protocol";
import { isBlock } from "../content/block.ts";
import type { ResultParts } from "../content/result.ts";
import { ComposedResult } from "../content/result.ts";
import { toRevision } from "../content/to-revision.ts";
import { isWrittenBlock, readWrittenResult } from "../content/written-result.ts";
import type { Caller } from "../request/caller.ts";
import { endResult } from "../result/identity.ts";
import { isThenable } from "../schema/thenable.ts";
import { whenSettled } from "../schema/when-settled.ts";
import type { Declaring } from "./check-output.ts";
import { checkOutput, refuseOutput } from "./check-output.ts";
import type { CompiledTool } from "./compile-tool.ts";
import { refuseResult, toResultJson } from "./refuse-result.ts";

/**
 * Writes the JSON text of a `tools/call` result from the value that a handler returned.
 *
 * A returned error is a failure of the handler, as a thrown one is.
 *
 * @throws ToolError when the value is no JSON or breaks the tool's output schema.
 */
export function writeToolResult(
  tool: CompiledTool,
  value: unknown,
  caller: Caller,
  extraMeta?: JsonObject,
): string | Promise<string> {
  return whenSettled(split(tool, value), (parts) => writeParts(tool, parts, caller, extraMeta));
}

function writeParts(
  tool: CompiledTool,
  parts: Parts,
  caller: Caller,
  extraMeta: JsonObject | undefined,
): string | Promise<string> {
  if (extraMeta) parts.meta = { ...parts.meta, ...extraMeta };
  const { output } = tool;
  const settled =
    output === undefined || parts.isError
      ? settle(tool, parts)
      : settleOutput({ tool, output }, parts);
  return whenSettled(settled, (written) => write(tool, written, caller));
}

/** The parts of one result; made for it, and changed on the way to its text. */
interface Parts {
  structured: unknown;
  /** The structured content was given as text, which is for a model and nothing more. */
  readonly isText: boolean;
  readonly content: readonly ContentBlock[] | undefined;
  meta: JsonObject | undefined;
  readonly isError: boolean;
}

function split(tool: CompiledTool, value: unknown): Parts | Promise<Parts> {
  const isText = typeof value === "string";
  const plain = { structured: value, isText, content: undefined, meta: undefined, isError: false };
  if (typeof value !== "object" || value === null) return plain;
  if (value instanceof Error) throw value;
  if (value instanceof ComposedResult) return readParts(tool, value.parts);
  if (isBlock(value)) return { ...plain, structured: undefined, content: [value] };
  if (Array.isArray(value)) {
    // A promise among the items may give a block.
    if (value.some(isThenable)) return Promise.all(value).then((items) => split(tool, items));
    if (value.some(isBlock)) return readParts(tool, { content: value });
  }
  // A declared output is a value of the author's own, whatever it looks like.
  const written = tool.output ? undefined : readWrittenResult(value);
  return written ? readParts(tool, written) : plain;
}

function readParts(tool: CompiledTool, given: ResultParts): Parts | Promise<Parts> {
  const { content, structured, isError = false } = given;
  const items = typeof content === "string" ? [content] : content;
  const isText = typeof structured === "string";
  const parts = { structured, isText, content: undefined, meta: given.meta, isError };
  if (items === undefined) return parts;
  if (!Array.isArray(items)) {
    const found = items === null ? "null" : `of type ${typeof items}`;
    throw refuseResult(tool, `whose content is ${found}, not text or a list of blocks`);
  }
  const blocks = items.map((item) => toBlock(tool, item));
  if (!blocks.some(isThenable)) return { ...parts, content: blocks as readonly ContentBlock[] };
  return Promise.all(blocks).then((settled) => ({ ...parts, content: settled }));
}

function toBlock(tool: CompiledTool, item: unknown): ContentBlock | Promise<ContentBlock> {
  if (typeof item === "string") return { type: "text", text: item };
  if (isBlock(item) || isWrittenBlock(item)) return item;
  if (isThenable(item)) return Promise.resolve(item).then((settled) => toBlock(tool, settled));
  return whenSettled(toResultJson(tool, item, "its content: "), ({ value }) => {
    return { type: "text", text: JSON.stringify(value ?? null) };
  });
}

/** Puts the structured content and the metadata as JSON writes them. */
function settle(tool: CompiledTool, parts: Parts): Parts | Promise<Parts> {
  return whenSettled(toResultJson(tool, parts.structured), ({ value }) => {
    parts.structured = value;
    return parts.meta === undefined ? parts : settleMeta(tool, parts);
  });
}

function settleMeta(tool: CompiledTool, parts: Parts): Parts | Promise<Parts> {
  return whenSettled(toResultJson(tool, parts.meta, "its meta: "), ({ value }) => {
    parts.meta = value as JsonObject;
    return parts;
  });
}

/** Puts the structured content as its schema gives it; throws ToolError for one that breaks it. */
function settleOutput(declaring: Declaring, parts: Parts): Parts | Promise<Parts> {
  const { tool } = declaring;
  const given = parts.structured;
  return whenSettled(checkOutput(declaring, given), (checked) => {
    if (!checked.issues) {
      parts.structured = checked.value;
      return parts.meta === undefined ? parts : settleMeta(tool, parts);
    }
    // Handlers of other toolkits give their structured content inside a result as it is sent.
    const written = parts.content === undefined ? readWrittenResult(given) : undefined;
    const isWhole = written && (written.isError || written.structured !== undefined);
    if (!isWhole) return refuseOutput(tool, given, checked.issues);
    return whenSettled(readParts(tool, written), (inner) =>
      inner.isError ? settle(tool, inner) : settleOutput(declaring, inner),
    );
  });
}

function write(tool: CompiledTool, parts: Parts, caller: Caller): string {
  const { structured, isText, content, meta, isError } = parts;
  const json = structured === undefined ? undefined : JSON.stringify(structured);
  // Data that JSON writes as text, such as a date, is in quotes, as other data is.
  const isPlainText = typeof structured === "string" && (isText || tool.output !== undefined);
  const blocks =
    content === undefined
      ? writeTextBlock(isPlainText ? json : JSON.stringify(json ?? NOTHING))
      : JSON.stringify(content.map((block) => toRevision(block, caller.revision)));
  let text = `{"content":${blocks}`;
  if (json !== undefined && carriesStructured(tool, { isText, json }, caller)) {
    text += `,"structuredContent":${json}`;
  }
  if (isError) text += ',"isError":true';
  return endResult(text, caller, meta);
}

/** The text of a handler that returned nothing, for a model. */
const NOTHING = "The tool has finished and returned nothing.";

/** Writes one block around the JSON text of its text, which a plain string has been written as already. */
function writeTextBlock(json: string | undefined): string {
  return `[{"type":"text","text":${json}}]`;
}

/**
 * A plain string is content for a model and nothing more. Before 2026-07-28 structured content is an
 * object; revisions that have none let every member pass that they do not know.
 */
function carriesStructured(
  tool: CompiledTool,
  { isText, json }: { readonly isText: boolean; readonly json: string },
  { revision }: Caller,
): boolean {
  if (isText && tool.output === undefined) return false;
  return isModern(revision) || json.startsWith("{");
}

/** Writes the result of a failed call, for a model. */
export function writeToolFailure(tool: CompiledTool, error: ToolError, caller: Caller): string {
  let json: string;
  try {
    json = JSON.stringify(error.toModel());
  } catch {
    // The author's `data` is no JSON; the message still reaches the model.
    json = JSON.stringify({ error: error.message, code: error.code });
  }
  // Clients check structured content against the output schema even when the call failed.
  const structured = tool.output === undefined ? `,"structuredContent":${json}` : "";
  return endResult(
    `{"content":${writeTextBlock(JSON.stringify(json))}${structured},"isError":true`,
    caller,
  );
}
