import type { RequestEntry } from "./model-request.ts";
import { checkOpenAiSchemas } from "./tool-schema.ts";
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

/**
 * The Chat Completions API of OpenAI, Ollama, LM Studio, llama.cpp and vLLM:
 * `POST /v1/chat/completions`.
 */
export const chatCompletions: WireFormat = {
  name: "chat-completions",
  matches: (path) => path.endsWith("/v1/chat/completions"),
  readKey: (headers) => /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1],
  wantsStream: ({ body }) => body["stream"] === true,
  check,
  read: ({ body }) => {
    const messages = toRecords(body["messages"]);
    return {
      format: "chat-completions",
      model: String(body["model"]),
      system: messages
        .filter(isSystem)
        .map((message) => joinText(message["content"]))
        .join("\n"),
      entries: messages.filter((message) => !isSystem(message)).flatMap(readMessage),
      tools: toRecords(body["tools"]).map((tool) => {
        const definition = toRecord(tool["function"]);
        return {
          name: String(definition["name"]),
          description: String(definition["description"] ?? ""),
          schema: definition["parameters"],
        };
      }),
      toolChoice: typeof body["tool_choice"] === "string" ? body["tool_choice"] : "auto",
    };
  },
  writeBody: ({ body }, reply) => ({
    ...envelope(body["model"], "chat.completion"),
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: reply.text ?? null,
          ...(reply.calls.length && { tool_calls: reply.calls.map(toToolCall) }),
        },
        finish_reason: finishReason(reply),
        logprobs: null,
      },
    ],
    usage: usage(),
  }),
  writeEvents,
  writeTooLong: (size, limit) =>
    `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${size} tokens.`,
  writeError: (status, message) => ({
    error: {
      message,
      type: "invalid_request_error",
      code: status === 401 ? "invalid_api_key" : null,
    },
  }),
  writeStreamError: (message) => ({
    data: { error: { message, type: "server_error", code: "overloaded" } },
  }),
};

function check({ body }: WireRequest): string[] {
  const messages = toRecords(body["messages"]);
  const tools = toRecords(body["tools"]).map((tool) => toRecord(tool["function"]));
  const names = tools.map((tool) => String(tool["name"]));
  return [
    ...(body["model"] ? [] : ["model: required"]),
    ...(messages.length ? [] : ["messages: required"]),
    ...checkNames(names, /^[a-zA-Z0-9_-]{1,64}$/),
    ...checkOpenAiSchemas(
      tools.map(({ name, parameters, description }) => ({
        name: String(name),
        schema: parameters,
        description,
      })),
    ),
    ...messages.flatMap((message, index) => checkMessage(message, index, messages)),
  ];
}

function checkMessage(
  message: Record<string, unknown>,
  index: number,
  messages: readonly Record<string, unknown>[],
): string[] {
  const at = `messages[${index}]`;
  const role = String(message["role"]);
  if (!["system", "developer", "user", "assistant", "tool"].includes(role)) {
    return [`${at}: unknown role ${role}`];
  }
  const calls = toRecords(message["tool_calls"]).map((call) => String(call["id"]));
  const following = messages.slice(index + 1);
  const end = following.findIndex((next) => next["role"] !== "tool");
  const answers = following
    .slice(0, end === -1 ? undefined : end)
    .map((next) => String(next["tool_call_id"]));
  const caller = messages.slice(0, index).findLast((before) => before["role"] !== "tool");
  const asked = toRecords(caller?.["tool_calls"]).map((call) => String(call["id"]));
  return [
    ...calls.filter((id) => !answers.includes(id)).map((id) => `${at}: no tool message for ${id}`),
    ...(role === "tool" && !asked.includes(String(message["tool_call_id"]))
      ? [`${at}: tool message without a preceding tool call`]
      : []),
    ...(role === "tool" && typeof message["content"] !== "string"
      ? [`${at}: tool content must be text`]
      : []),
    ...(role === "assistant" && !message["content"] && !calls.length
      ? [`${at}: assistant message without content`]
      : []),
  ];
}

function isSystem(message: Record<string, unknown>): boolean {
  return message["role"] === "system" || message["role"] === "developer";
}

function readMessage(message: Record<string, unknown>): RequestEntry[] {
  const text = joinText(message["content"] ?? "");
  if (message["role"] === "tool") {
    const id = String(message["tool_call_id"]);
    return [{ role: "result", id, text, isError: false, media: [] }];
  }
  const role = message["role"] === "assistant" ? "assistant" : "user";
  const media = toRecords(message["content"]).flatMap((part) =>
    typeof part["type"] === "string" && part["type"] !== "text" ? [part["type"]] : [],
  );
  const calls = toRecords(message["tool_calls"]).map((call): RequestEntry => {
    const definition = toRecord(call["function"]);
    return {
      role: "call",
      id: String(call["id"]),
      name: String(definition["name"]),
      args: JSON.parse(String(definition["arguments"] || "{}")),
    };
  });
  return [...(text || media.length ? [{ role, text, media } as const] : []), ...calls];
}

function envelope(model: unknown, object: string): Record<string, unknown> {
  return { id: uniqueId("chatcmpl-"), object, created: 1_795_341_054, model };
}

function usage(): Record<string, number> {
  const { input, output } = USAGE;
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

function toToolCall(call: WireCall, index: number): Record<string, unknown> {
  const { id, name, json } = call;
  return { index, id, type: "function", function: { name, arguments: json } };
}

function finishReason(reply: WireReply): string {
  return reply.calls.length ? "tool_calls" : "stop";
}

function writeEvents({ body }: WireRequest, reply: WireReply): WireEvent[] {
  const base = envelope(body["model"], "chat.completion.chunk");
  const delta = (
    part: Record<string, unknown>,
    carries?: WireEvent["carries"],
    finish: string | null = null,
  ): WireEvent => ({
    data: {
      ...base,
      choices: [{ index: 0, delta: part, finish_reason: finish, logprobs: null }],
    },
    ...(carries && { carries }),
  });
  const callEvents = (call: WireCall, index: number): WireEvent[] => [
    delta({ tool_calls: [toToolCall({ ...call, json: "" }, index)] }),
    ...toChunks(call.json).map((part) =>
      delta({ tool_calls: [{ index, function: { arguments: part } }] }, "call"),
    ),
  ];
  return [
    delta({ role: "assistant", content: "" }),
    ...toChunks(reply.text ?? "").map((content) => delta({ content }, "text")),
    ...reply.calls.flatMap(callEvents),
    delta({}, undefined, finishReason(reply)),
    { data: { ...base, choices: [], usage: usage() } },
    { data: "[DONE]" },
  ];
}
