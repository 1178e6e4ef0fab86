import type { ContentBlock, JsonObject, PromptMessage } from "@mortise/protocol";
import { ToolError } from "@mortise/protocol";
import { isBlock } from "../content/block.ts";
import { isWrittenBlock } from "../content/written-result.ts";
import { describeValue } from "../schema/describe-value.ts";
import { NotJson, toJsonValue } from "../schema/json-value.ts";

/** The parts of a rendered prompt that a handler may set. */
export interface PromptParts {
  readonly description?: string;
  readonly messages: readonly PromptMessage[];
  readonly meta?: JsonObject;
}

const RETURNS =
  "return text, a message { role, content }, a list of messages, or { description, messages }";

/**
 * Makes the messages of a prompt from the value that its handler returned.
 *
 * Text and blocks are a message of the user; a message with several blocks becomes one for each,
 * because a message has one (2026-07-28, Schema, PromptMessage).
 *
 * @throws the value itself if it is an error; ToolError for any other value, with the place of what
 * is wrong.
 */
export async function toMessages(where: string, given: unknown): Promise<PromptParts> {
  if (given instanceof Error) throw given;
  const refuse = (reason: string): ToolError =>
    new ToolError(`${where} gave ${reason}`, { code: "invalid_output" });
  const value = await toJson(given, refuse);
  if (isResult(value)) {
    const { description, messages, _meta } = value;
    if (description !== undefined && typeof description !== "string") {
      throw refuse(`a description that is ${describeValue(description)}, not text`);
    }
    return {
      ...(description !== undefined && { description }),
      messages: toList(messages, "messages", refuse),
      ...(typeof _meta === "object" && _meta !== null && { meta: _meta as JsonObject }),
    };
  }
  return { messages: toList(value, "", refuse) };
}

async function toJson(given: unknown, refuse: Refuse): Promise<unknown> {
  try {
    return (await toJsonValue(given)).value;
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw refuse(`a value that is no JSON: ${error.message}`);
  }
}

type Refuse = (reason: string) => ToolError;

function isResult(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && "messages" in value;
}

function toList(value: unknown, path: string, refuse: Refuse): readonly PromptMessage[] {
  if (typeof value === "string" || isContent(value)) {
    return toMessage({ role: "user", content: value }, path, refuse);
  }
  if (!Array.isArray(value)) return toMessage(value, path, refuse);
  // Blocks side by side are one message of the user, as they are one result of a tool.
  if (value.length > 0 && value.every(isContent)) {
    return toMessage({ role: "user", content: value }, path, refuse);
  }
  return value.flatMap((each, index) => toMessage(each, `${path}[${index}]`, refuse));
}

function toMessage(value: unknown, path: string, refuse: Refuse): readonly PromptMessage[] {
  const at = path === "" ? "" : `${path}: `;
  if (typeof value !== "object" || value === null || !("role" in value && "content" in value)) {
    throw refuse(`${at}${describeValue(value)}, which is no message; ${RETURNS}`);
  }
  const { role, content } = value;
  if (role !== "user" && role !== "assistant") {
    const found = typeof role === "string" ? JSON.stringify(role) : describeValue(role);
    throw refuse(`${at}a message with the role ${found}; a prompt has "user" and "assistant"`);
  }
  const items: readonly unknown[] = Array.isArray(content) ? content : [content];
  if (items.length === 0) throw refuse(`${at}a message without content`);
  return items.map((item) => ({ role, content: toContent(item, at, refuse) }));
}

function toContent(value: unknown, at: string, refuse: Refuse): ContentBlock {
  if (typeof value === "string") return { type: "text", text: value };
  if (isContent(value)) return value;
  const advice = "give text, or a block such as image() or file() makes";
  throw refuse(
    `${at}a message whose content is ${describeValue(value)}, not text or a block; ${advice}`,
  );
}

function isContent(value: unknown): value is ContentBlock {
  return isBlock(value) || isWrittenBlock(value);
}
