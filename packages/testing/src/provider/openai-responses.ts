import { checkBase64 } from "./check-media.ts";
import type { RequestEntry } from "./model-request.ts";
import { checkOpenAiSchemas } from "./tool-schema.ts";
import type { WireEvent, WireFormat, WireReply, WireRequest } from "./wire-format.ts";
import { checkNames, joinText, toChunks, toRecords, USAGE, uniqueId } from "./wire-format.ts";

/** The OpenAI Responses API: `POST /v1/responses`. */
export const openaiResponses: WireFormat = {
  name: "openai-responses",
  matches: (path) => path.endsWith("/v1/responses"),
  readKey: (headers) => /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1],
  wantsStream: ({ body }) => body["stream"] === true,
  check,
  read: ({ body }) => ({
    format: "openai-responses",
    model: String(body["model"]),
    system: [
      joinText(body["instructions"] ?? ""),
      ...itemsOf(body)
        .filter(isSystem)
        .map((item) => joinText(item["content"])),
    ]
      .filter(Boolean)
      .join("\n"),
    entries: itemsOf(body)
      .filter((item) => !isSystem(item))
      .flatMap(readItem),
    tools: toRecords(body["tools"]).map((tool) => ({
      name: String(tool["name"]),
      description: String(tool["description"] ?? ""),
      schema: tool["parameters"],
    })),
    toolChoice: typeof body["tool_choice"] === "string" ? body["tool_choice"] : "auto",
  }),
  writeBody: ({ body }, reply) => response(body["model"], toItems(reply)),
  writeEvents,
  writeTooLong: () =>
    "Your input exceeds the context window of this model. Please adjust your input and try again.",
  writeError: (status, message) => ({
    error: {
      message,
      type: status === 429 ? "rate_limit_exceeded" : "invalid_request_error",
      param: null,
      code: status === 401 ? "invalid_api_key" : null,
    },
  }),
  writeStreamError: (message) => ({
    event: "error",
    data: { type: "error", sequence_number: 2, code: "server_is_overloaded", message, param: null },
  }),
};

function check({ body }: WireRequest): string[] {
  const items = itemsOf(body);
  const calls = items.filter((item) => item["type"] === "function_call").map(callId);
  const outputs = items.filter((item) => item["type"] === "function_call_output").map(callId);
  const tools = toRecords(body["tools"]);
  return [
    ...(body["model"] ? [] : ["model: required"]),
    ...(items.length ? [] : ["input: required"]),
    ...items
      .filter((item) => item["type"] === "item_reference")
      .map((item) => `Item with id '${String(item["id"])}' not found: nothing is stored here`),
    ...calls
      .filter((id) => !outputs.includes(id))
      .map((id) => `No tool output found for function call ${id}`),
    ...outputs
      .filter((id) => !calls.includes(id))
      .map((id) => `No tool call found for function call output with call_id ${id}`),
    ...items
      .filter((item) => item["type"] === "function_call" && !isJson(item["arguments"]))
      .map((item) => `function_call ${callId(item)}: arguments must be JSON text`),
    ...checkNames(
      tools.filter((tool) => tool["type"] === "function").map((tool) => String(tool["name"])),
      /^[a-zA-Z0-9_-]{1,64}$/,
    ),
    ...checkOpenAiSchemas(
      tools.map(({ name, parameters = null, description }) => ({
        name: String(name),
        schema: parameters,
        description,
      })),
    ),
    ...items
      .flatMap((item) => [...toRecords(item["content"]), ...toRecords(item["output"])])
      .flatMap(checkMedia),
  ];
}

function itemsOf(body: Record<string, unknown>): Record<string, unknown>[] {
  const { input } = body as { input?: unknown };
  return typeof input === "string" ? [{ role: "user", content: input }] : toRecords(input);
}

function isSystem(item: Record<string, unknown>): boolean {
  return item["role"] === "system" || item["role"] === "developer";
}

function callId(item: Record<string, unknown>): string {
  return String(item["call_id"]);
}

function isJson(text: unknown): boolean {
  try {
    JSON.parse(String(text));
    return typeof text === "string";
  } catch {
    return false;
  }
}

function readItem(item: Record<string, unknown>): RequestEntry[] {
  switch (item["type"]) {
    case "function_call":
      return [
        {
          role: "call",
          id: callId(item),
          name: String(item["name"]),
          args: JSON.parse(String(item["arguments"])),
        },
      ];
    case "function_call_output": {
      const { output } = item as { output?: unknown };
      return [
        {
          role: "result",
          id: callId(item),
          text: joinText(output),
          isError: false,
          media: mediaOf(output),
        },
      ];
    }
    default: {
      const role = item["role"] === "assistant" ? "assistant" : "user";
      if (item["role"] === undefined) return [];
      return [{ role, text: joinText(item["content"]), media: mediaOf(item["content"]) }];
    }
  }
}

function checkMedia(part: Record<string, unknown>): string[] {
  const address = part["image_url"] ?? part["file_data"];
  if (typeof address !== "string" || !address.startsWith("data:")) return [];
  return checkBase64(address.slice(address.indexOf(",") + 1));
}

function mediaOf(content: unknown): string[] {
  return toRecords(content).flatMap((part) => {
    const address = part["image_url"] ?? part["file_data"];
    const type = /^data:([^;]+);/.exec(String(address ?? ""))?.[1];
    return type === undefined ? [] : [type];
  });
}

function toItems(reply: WireReply): Record<string, unknown>[] {
  const text = reply.text && {
    type: "message",
    id: uniqueId("msg_"),
    status: "completed",
    role: "assistant",
    content: [{ type: "output_text", text: reply.text, annotations: [], logprobs: [] }],
  };
  const calls = reply.calls.map((call) => ({
    type: "function_call",
    id: uniqueId("fc_"),
    call_id: call.id,
    name: call.name,
    arguments: call.json,
    status: "completed",
  }));
  return [...(text ? [text] : []), ...calls];
}

function response(model: unknown, output: unknown[]): Record<string, unknown> {
  return {
    id: uniqueId("resp_"),
    object: "response",
    created_at: 1_795_341_054,
    status: "completed",
    error: null,
    incomplete_details: null,
    model,
    output,
    parallel_tool_calls: true,
    usage: {
      input_tokens: USAGE.input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: USAGE.output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: USAGE.input + USAGE.output,
    },
  };
}

function writeEvents({ body }: WireRequest, reply: WireReply): WireEvent[] {
  let sequence = 0;
  const event = (type: string, fields: object, carries?: WireEvent["carries"]): WireEvent => ({
    event: type,
    data: { type, sequence_number: sequence++, ...fields },
    ...(carries && { carries }),
  });
  const items = toItems(reply);
  const whole = response(body["model"], items);
  const begun = { ...whole, status: "in_progress", output: [], usage: null };
  const itemEvents = (item: Record<string, unknown>, index: number): WireEvent[] => {
    const isText = item["type"] === "message";
    const text = isText ? (reply.text ?? "") : String(item["arguments"]);
    const name = isText ? "response.output_text" : "response.function_call_arguments";
    const place = {
      item_id: item["id"],
      output_index: index,
      ...(isText && { content_index: 0, logprobs: [] }),
    };
    const empty = isText ? { content: [] } : { arguments: "" };
    return [
      event("response.output_item.added", {
        output_index: index,
        item: { ...item, status: "in_progress", ...empty },
      }),
      ...toChunks(text).map((delta) =>
        event(`${name}.delta`, { ...place, delta }, isText ? "text" : "call"),
      ),
      event(`${name}.done`, { ...place, ...(isText ? { text } : { arguments: text }) }),
      event("response.output_item.done", { output_index: index, item }),
    ];
  };
  return [
    event("response.created", { response: begun }),
    event("response.in_progress", { response: begun }),
    ...items.flatMap(itemEvents),
    event("response.completed", { response: whole }),
  ];
}
