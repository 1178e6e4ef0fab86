import type { SentMedia } from "./check-media.ts";
import { checkAnthropicMedia } from "./check-media.ts";
import type { RequestEntry } from "./model-request.ts";
import { checkAnthropicSchemas } from "./tool-schema.ts";
import type { WireCall, WireEvent, WireFormat, WireReply, WireRequest } from "./wire-format.ts";
import {
  checkNames,
  joinText,
  toChunks,
  toRecord,
  toRecords,
  USAGE,
  uniqueId,
} from "./wire-format.ts";

/** The Anthropic Messages API: `POST /v1/messages`. */
export const anthropicMessages: WireFormat = {
  name: "anthropic-messages",
  matches: (path) => path.endsWith("/v1/messages"),
  readKey: (headers) => headers["x-api-key"]?.toString(),
  wantsStream: ({ body }) => body["stream"] === true,
  check,
  read: ({ body }) => ({
    format: "anthropic-messages",
    model: String(body["model"]),
    system: joinText(body["system"] ?? ""),
    entries: toRecords(body["messages"]).flatMap(readMessage),
    tools: toRecords(body["tools"]).map((tool) => ({
      name: String(tool["name"]),
      description: String(tool["description"] ?? ""),
      schema: tool["input_schema"],
    })),
    toolChoice: String(toRecord(body["tool_choice"])["type"] ?? "auto"),
  }),
  writeBody: ({ body }, reply) => ({
    ...message(body["model"]),
    content: [
      ...(reply.thinking
        ? [{ type: "thinking", thinking: reply.thinking, signature: sign(reply.thinking) }]
        : []),
      ...(reply.text ? [{ type: "text", text: reply.text }] : []),
      ...reply.calls.map((call) => ({
        type: "tool_use",
        id: call.id,
        name: call.name,
        input: call.args,
      })),
    ],
    stop_reason: stopReason(reply),
    usage: { input_tokens: USAGE.input, output_tokens: USAGE.output },
  }),
  writeEvents,
  writeTooLong: (size, limit) => `prompt is too long: ${size} tokens > ${limit} maximum`,
  writeError: (status, text) => ({
    type: "error",
    error: { type: errorType(status), message: text },
    request_id: uniqueId("req_"),
  }),
  writeStreamError: (text) => ({
    event: "error",
    data: { type: "error", error: { type: "overloaded_error", message: text } },
  }),
};

function check({ headers, body }: WireRequest): string[] {
  const messages = toRecords(body["messages"]);
  const tools = toRecords(body["tools"]);
  const usesTools = messages.some((each) =>
    blocksOf(each).some((block) => block["type"] === "tool_use"),
  );
  return [
    ...(headers["anthropic-version"] ? [] : ["anthropic-version: header is required"]),
    ...(Number(body["max_tokens"]) > 0 ? [] : ["max_tokens: Field required"]),
    ...(messages.length ? [] : ["messages: at least one message is required"]),
    ...(messages[0]?.["role"] === "assistant" ? ["messages: first message must be user"] : []),
    ...(usesTools && !tools.length ? ["tools: must be defined when tool_use is in messages"] : []),
    ...checkNames(
      tools.map((tool) => String(tool["name"])),
      /^[a-zA-Z0-9_-]{1,128}$/,
    ),
    ...checkAnthropicSchemas(
      tools.map((tool) => ({ name: String(tool["name"]), schema: tool["input_schema"] })),
    ),
    ...checkAnthropicMedia(messages.flatMap(blocksOf).flatMap(sentMedia)),
    ...messages.flatMap((each, index) => checkMessage(each, index, messages)),
  ];
}

function checkMessage(
  message: Record<string, unknown>,
  index: number,
  messages: readonly Record<string, unknown>[],
): string[] {
  const at = `messages.${index}`;
  const role = message["role"];
  const blocks = blocksOf(message);
  const uses = idsOf(message, "tool_use", "id");
  const answered = idsOf(messages[index + 1], "tool_result", "tool_use_id");
  const results = idsOf(message, "tool_result", "tool_use_id");
  const asked = idsOf(messages[index - 1], "tool_use", "id");
  return [
    ...(role === "user" || role === "assistant" ? [] : [`${at}.role: unexpected ${String(role)}`]),
    ...(blocks.length ? [] : [`${at}: content must not be empty`]),
    ...(role === messages[index - 1]?.["role"] ? [`${at}: roles must alternate`] : []),
    ...blocks
      .filter((block) => block["type"] === "text" && !String(block["text"] ?? "").trim())
      .map(() => `${at}: text content blocks must be non-empty`),
    ...uses
      .filter((id) => !answered.includes(id))
      .map((id) => `${at}: tool_use ${id} has no tool_result in the next message`),
    ...results
      .filter((id) => !asked.includes(id))
      .map((id) => `${at}: tool_result ${id} has no tool_use in the previous message`),
    ...blocks
      .filter((block) => block["type"] === "thinking")
      .filter((block) => block["signature"] !== sign(String(block["thinking"])))
      .map(() => `${at}: Invalid signature in thinking block`),
    ...uses.filter((id) => !/^[a-zA-Z0-9_-]+$/.test(id)).map((id) => `${at}: tool_use.id ${id}`),
  ];
}

function blocksOf(message: Record<string, unknown> | undefined): Record<string, unknown>[] {
  const content = message?.["content"];
  return typeof content === "string" ? [{ type: "text", text: content }] : toRecords(content);
}

function idsOf(message: Record<string, unknown> | undefined, type: string, key: string): string[] {
  return blocksOf(message)
    .filter((block) => block["type"] === type)
    .map((block) => String(block[key]));
}

function readMessage(message: Record<string, unknown>): RequestEntry[] {
  const role = message["role"] === "assistant" ? "assistant" : "user";
  return blocksOf(message).map((block): RequestEntry => {
    switch (block["type"]) {
      case "tool_use":
        return {
          role: "call",
          id: String(block["id"]),
          name: String(block["name"]),
          args: block["input"],
        };
      case "tool_result":
        return {
          role: "result",
          id: String(block["tool_use_id"]),
          text: joinText(block["content"]),
          isError: block["is_error"] === true,
          media: mediaOf(toRecords(block["content"])),
        };
      case "thinking":
        return {
          role: "thinking",
          text: String(block["thinking"]),
          signature: String(block["signature"]),
        };
      default:
        return { role, text: String(block["text"] ?? ""), media: mediaOf([block]) };
    }
  });
}

function sentMedia(block: Record<string, unknown>): SentMedia[] {
  const { type, media_type, data } = toRecord(block["source"]);
  const inside = toRecords(block["content"]).flatMap(sentMedia);
  return type === "base64" ? [{ type: String(media_type), data: String(data) }, ...inside] : inside;
}

function mediaOf(blocks: readonly Record<string, unknown>[]): string[] {
  return blocks.flatMap((block) => {
    const source = toRecord(block["source"]);
    return typeof source["media_type"] === "string" ? [source["media_type"]] : [];
  });
}

function message(model: unknown): Record<string, unknown> {
  return {
    id: uniqueId("msg_"),
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: USAGE.input, output_tokens: 1 },
  };
}

/** Stands for the real signature, which a changed thought no longer has. */
function sign(thinking: string): string {
  return `signed-${[...thinking].reduce((sum, letter) => sum + letter.charCodeAt(0), thinking.length)}`;
}

function stopReason(reply: WireReply): string {
  return reply.calls.length ? "tool_use" : "end_turn";
}

function writeEvents({ body }: WireRequest, reply: WireReply): WireEvent[] {
  const event = (type: string, fields: object, carries?: WireEvent["carries"]): WireEvent => ({
    event: type,
    data: { type, ...fields },
    ...(carries && { carries }),
  });
  const thinkingEvents = (thinking: string): WireEvent[] => [
    event("content_block_start", {
      index: 0,
      content_block: { type: "thinking", thinking: "", signature: "" },
    }),
    ...toChunks(thinking).map((part) =>
      event("content_block_delta", { index: 0, delta: { type: "thinking_delta", thinking: part } }),
    ),
    event("content_block_delta", {
      index: 0,
      delta: { type: "signature_delta", signature: sign(thinking) },
    }),
    event("content_block_stop", { index: 0 }),
  ];
  const afterThinking = reply.thinking ? 1 : 0;
  const textEvents = (text: string, index: number): WireEvent[] => [
    event("content_block_start", { index, content_block: { type: "text", text: "" } }),
    ...toChunks(text).map((part) =>
      event("content_block_delta", { index, delta: { type: "text_delta", text: part } }, "text"),
    ),
    event("content_block_stop", { index }),
  ];
  const callEvents = (call: WireCall, index: number): WireEvent[] => [
    event("content_block_start", {
      index,
      content_block: { type: "tool_use", id: call.id, name: call.name, input: {} },
    }),
    ...toChunks(call.json).map((part) =>
      event(
        "content_block_delta",
        { index, delta: { type: "input_json_delta", partial_json: part } },
        "call",
      ),
    ),
    event("content_block_stop", { index }),
  ];
  const first = afterThinking + (reply.text ? 1 : 0);
  return [
    event("message_start", { message: message(body["model"]) }),
    event("ping", {}),
    ...(reply.thinking ? thinkingEvents(reply.thinking) : []),
    ...(reply.text ? textEvents(reply.text, afterThinking) : []),
    ...reply.calls.flatMap((call, index) => callEvents(call, index + first)),
    event("message_delta", {
      delta: { stop_reason: stopReason(reply), stop_sequence: null },
      usage: { output_tokens: USAGE.output },
    }),
    event("message_stop", {}),
  ];
}

function errorType(status: number): string {
  const types: Record<number, string> = {
    401: "authentication_error",
    404: "not_found_error",
    429: "rate_limit_error",
    529: "overloaded_error",
  };
  return types[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
}
