import type { ContentBlock, JsonObject } from "@mortise/protocol";
import { isModern, ToolError } from "@mortise/protocol";
import { isBlock } from "../content/block.ts";
import type { ResultParts } from "../content/result.ts";
import { ComposedResult } from "../content/result.ts";
import { toRevision } from "../content/to-revision.ts";
import { isWrittenBlock, readWrittenResult } from "../content/written-result.ts";
import type { Caller } from "../request/caller.ts";
import { endResult } from "../result/identity.ts";
import { describeIssues, toIssues } from "../schema/issue.ts";
import { describeJsonRefusal } from "../schema/json-refusal.ts";
import type { CompiledTool } from "./compile-tool.ts";

/**
 * Writes the JSON text of a `tools/call` result from the value that a handler returned.
 *
 * @throws ToolError when the value is no JSON or breaks the tool's output schema.
 */
export function writeToolResult(
  tool: CompiledTool,
  value: unknown,
  caller: Caller,
  extraMeta?: JsonObject,
): string | Promise<string> {
  const parts = split(tool, value);
  if (extraMeta) parts.meta = { ...parts.meta, ...extraMeta };
  if (tool.output === undefined || parts.isError) return write(tool, parts, caller);
  const checked = tool.output.validate(parts.structured);
  if (checked instanceof Promise) {
    return checked.then((result) => write(tool, accept(tool, result, parts), caller));
  }
  return write(tool, accept(tool, checked, parts), caller);
}

/** The parts of one result; made for it, and changed on the way to its text. */
interface Parts {
  structured: unknown;
  readonly content: readonly ContentBlock[] | undefined;
  meta: JsonObject | undefined;
  readonly isError: boolean;
}

function split(tool: CompiledTool, value: unknown): Parts {
  const plain = { structured: value, content: undefined, meta: undefined, isError: false };
  if (typeof value !== "object" || value === null) return plain;
  if (value instanceof ComposedResult) return readParts(tool, value.parts);
  if (isBlock(value)) return { ...plain, structured: undefined, content: [value] };
  if (Array.isArray(value) && value.some(isBlock)) return readParts(tool, { content: value });
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
    throw new ToolError(
      `Tool ${tool.name} gave bytes; say what they are with image(), audio(), video() or file()`,
      { code: "invalid_output" },
    );
  }
  // A declared output is a value of the author's own, whatever it looks like.
  const written = tool.output ? undefined : readWrittenResult(value);
  return written ? readParts(tool, written) : plain;
}

function readParts(tool: CompiledTool, parts: ResultParts): Parts {
  const { content, structured, meta, isError = false } = parts;
  const blocks = typeof content === "string" ? [content] : content;
  return { structured, content: blocks?.map((each) => toBlock(tool, each)), meta, isError };
}

function toBlock(tool: CompiledTool, value: unknown): ContentBlock {
  if (typeof value === "string") return { type: "text", text: value };
  if (isBlock(value) || isWrittenBlock(value)) return value;
  return { type: "text", text: stringify(tool, value) };
}

/** Puts the validated value in its place; throws ToolError for one that breaks the output schema. */
function accept(
  tool: CompiledTool,
  result: Awaited<ReturnType<NonNullable<CompiledTool["output"]>["validate"]>>,
  parts: Parts,
): Parts {
  if (!result.issues) {
    parts.structured = result.value;
    return parts;
  }
  const issues = toIssues(result.issues);
  const hint =
    parts.structured === undefined
      ? "; it gave no value: use result({ content, structured }) for both"
      : "";
  throw new ToolError(
    `Tool ${tool.name} gave a result that breaks its own output schema: ${describeIssues(issues)}${hint}`,
    { code: "invalid_output", data: { issues } },
  );
}

function write(tool: CompiledTool, parts: Parts, caller: Caller): string {
  const { structured, content, meta, isError } = parts;
  const json = structured === undefined ? undefined : stringify(tool, structured);
  const blocks =
    content === undefined
      ? writeTextBlock(typeof structured === "string" ? json : json && JSON.stringify(json))
      : stringify(
          tool,
          content.map((block) => toRevision(block, caller.revision)),
        );
  let text = `{"content":${blocks}`;
  if (json !== undefined && carriesStructured(tool, structured, json, caller)) {
    text += `,"structuredContent":${json}`;
  }
  if (isError) text += ',"isError":true';
  return endResult(text, caller, meta);
}

/** Writes one block around the JSON text of its text, which a plain string has been written as already. */
function writeTextBlock(json: string | undefined): string {
  return json === undefined ? "[]" : `[{"type":"text","text":${json}}]`;
}

/**
 * A plain string is content for a model and nothing more. Structured content came with 2025-06-18,
 * where it must be an object; 2026-07-28 allows any JSON value.
 */
function carriesStructured(
  tool: CompiledTool,
  value: unknown,
  json: string,
  { revision }: Caller,
): boolean {
  if (typeof value === "string" && tool.output === undefined) return false;
  // The written form counts: a date is an object that JSON writes as a string.
  return isModern(revision) || (revision >= "2025-06-18" && json.startsWith("{"));
}

function stringify(tool: CompiledTool, value: unknown): string {
  try {
    const json = JSON.stringify(value);
    if (json !== undefined) return json;
  } catch (cause) {
    throw new ToolError(
      `Tool ${tool.name} gave a result that is not JSON: ${describeJsonRefusal(cause)}`,
      { code: "invalid_output", cause },
    );
  }
  throw new ToolError(`Tool ${tool.name} gave a ${typeof value}, which is not JSON`, {
    code: "invalid_output",
  });
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
  const isStructured = tool.output === undefined && caller.revision >= "2025-06-18";
  const structured = isStructured ? `,"structuredContent":${json}` : "";
  return endResult(
    `{"content":${writeTextBlock(JSON.stringify(json))}${structured},"isError":true`,
    caller,
  );
}
