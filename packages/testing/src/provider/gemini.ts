import { checkBase64 } from "./check-media.ts";
import type { RequestEntry } from "./model-request.ts";
import { checkGeminiSchemas } from "./tool-schema.ts";
import type { WireEvent, WireFormat, WireReply, WireRequest } from "./wire-format.ts";
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
 * The Gemini API: `POST /v1beta/models/<id>:generateContent` and `:streamGenerateContent?alt=sse`.
 */
export const gemini: WireFormat = {
  name: "gemini",
  matches: (path) => /\/v1beta\/models\/[^/]+:(generateContent|streamGenerateContent)$/.test(path),
  readKey: (headers) => headers["x-goog-api-key"]?.toString(),
  wantsStream: ({ path }) => path.endsWith(":streamGenerateContent"),
  check,
  read: ({ path, body }) => ({
    format: "gemini",
    model: /models\/([^/:]+):/.exec(path)?.[1] ?? "",
    system: joinText(toRecord(body["systemInstruction"])["parts"]),
    entries: toRecords(body["contents"]).flatMap(readContent),
    tools: declarationsOf(body).map((tool) => ({
      name: String(tool["name"]),
      description: String(tool["description"] ?? ""),
      schema: tool["parametersJsonSchema"] ?? tool["parameters"],
    })),
    toolChoice: String(
      toRecord(toRecord(body["toolConfig"])["functionCallingConfig"])["mode"] ?? "auto",
    ).toLowerCase(),
  }),
  writeBody: (_request, reply) => candidate(toParts(reply), "STOP"),
  writeEvents,
  keyRefusal: { status: 400, message: "API key not valid. Please pass a valid API key." },
  writeTooLong: (size, limit) =>
    `The input token count (${size}) exceeds the maximum number of tokens allowed (${limit}).`,
  writeError: (status, message) => ({
    error: { code: status, message, status: statusName(status) },
  }),
  writeStreamError: (message) => ({
    data: { error: { code: 503, message, status: "UNAVAILABLE" } },
  }),
};

function check({ body }: WireRequest): string[] {
  const contents = toRecords(body["contents"]);
  return [
    ...(contents.length ? [] : ["contents: must not be empty"]),
    ...(contents[0]?.["role"] === "model" ? ["contents[0].role: must be user"] : []),
    ...checkNames(
      declarationsOf(body).map((tool) => String(tool["name"])),
      /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/,
    ),
    ...checkGeminiSchemas(
      declarationsOf(body).map((tool) => ({
        name: String(tool["name"]),
        schema: tool["parametersJsonSchema"] ?? tool["parameters"],
      })),
    ),
    ...contents
      .flatMap((content) => toRecords(content["parts"]))
      .flatMap((part) => [part, ...toRecords(toRecord(part["functionResponse"])["parts"])])
      .filter((part) => "inlineData" in part)
      .flatMap((part) => checkBase64(String(toRecord(part["inlineData"])["data"]))),
    ...contents.flatMap((content, index) => checkContent(content, index, contents)),
  ];
}

function checkContent(
  content: Record<string, unknown>,
  index: number,
  contents: readonly Record<string, unknown>[],
): string[] {
  const at = `contents[${index}]`;
  const { role } = content as { role?: unknown };
  const parts = toRecords(content["parts"]);
  const calls = callKeys(content, "functionCall");
  const answers = callKeys(contents[index + 1], "functionResponse");
  const asked = callKeys(contents[index - 1], "functionCall");
  const unpaired = callKeys(content, "functionResponse").filter((key) => !asked.includes(key));
  return [
    ...(role === "user" || role === "model" ? [] : [`${at}.role: unexpected ${String(role)}`]),
    ...(role === contents[index - 1]?.["role"] ? [`${at}.role: turns must alternate`] : []),
    ...(parts.length ? [] : [`${at}.parts: must not be empty`]),
    ...calls
      .filter((key) => !answers.includes(key))
      .map((key) => `${at}: function call ${key} has no function response in the next turn`),
    ...unpaired.map((key) => `${at}: function response ${key} has no function call before it`),
  ];
}

function callKeys(content: Record<string, unknown> | undefined, kind: string): string[] {
  return toRecords(content?.["parts"])
    .filter((part) => kind in part)
    .map((part) => toRecord(part[kind]))
    .map((call) => `${String(call["name"])}#${String(call["id"])}`);
}

function declarationsOf(body: Record<string, unknown>): Record<string, unknown>[] {
  return toRecords(body["tools"]).flatMap((tool) => toRecords(tool["functionDeclarations"]));
}

function readContent(content: Record<string, unknown>): RequestEntry[] {
  const role = content["role"] === "model" ? "assistant" : "user";
  return toRecords(content["parts"]).map((part): RequestEntry => {
    if ("functionCall" in part) {
      const call = toRecord(part["functionCall"]);
      return {
        role: "call",
        id: String(call["id"]),
        name: String(call["name"]),
        args: call["args"],
      };
    }
    if ("functionResponse" in part) {
      const result = toRecord(part["functionResponse"]);
      const response = toRecord(result["response"]);
      const text = response["content"] ?? response["error"] ?? response;
      return {
        role: "result",
        id: String(result["id"]),
        text: typeof text === "string" ? text : JSON.stringify(text),
        isError: "error" in response,
        media: toRecords(result["parts"]).flatMap(mediaOf),
      };
    }
    return { role, text: String(part["text"] ?? ""), media: mediaOf(part) };
  });
}

function mediaOf(part: Record<string, unknown>): string[] {
  const { mimeType } = toRecord(part["inlineData"]);
  return typeof mimeType === "string" ? [mimeType] : [];
}

function toParts(reply: WireReply): Record<string, unknown>[] {
  return [
    ...(reply.text ? [{ text: reply.text }] : []),
    ...reply.calls.map(({ id, name, args }) => ({ functionCall: { id, name, args } })),
  ];
}

function candidate(
  parts: Record<string, unknown>[],
  finishReason?: "STOP",
): Record<string, unknown> {
  return {
    candidates: [
      { content: { role: "model", parts }, ...(finishReason && { finishReason }), index: 0 },
    ],
    usageMetadata: {
      promptTokenCount: USAGE.input,
      candidatesTokenCount: USAGE.output,
      totalTokenCount: USAGE.input + USAGE.output,
    },
    modelVersion: "gemini-fake",
    responseId: uniqueId("gemini-"),
  };
}

function writeEvents(_request: WireRequest, reply: WireReply): WireEvent[] {
  const calls = toParts({ calls: reply.calls });
  const texts = toChunks(reply.text ?? "", 30);
  return [
    ...texts.map((text): WireEvent => ({ data: candidate([{ text }]), carries: "text" })),
    calls.length
      ? { data: candidate(calls, "STOP"), carries: "call" }
      : { data: candidate([{ text: "" }], "STOP") },
  ];
}

function statusName(status: number): string {
  const names: Record<number, string> = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
  };
  return names[status] ?? "UNAVAILABLE";
}
