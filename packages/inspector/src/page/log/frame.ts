import type { JsonObject, JsonValue } from "@mortise/protocol";
import type { WireRow } from "../../contract/index.ts";
import { isJsonObject, parseExactJson } from "../../contract/index.ts";
import { indentJson } from "./json-text.ts";
import { dataOf } from "./sse-event.ts";

/** Returns the JSON-RPC message of a row's text, which over HTTP may be an event of a stream. */
export function messageOf(text: string): JsonObject | undefined {
  const message = parse(isEvent(text) ? dataOf(text) : text);
  return isJsonObject(message) ? (message as JsonObject) : undefined;
}

/** Returns whether a text is an event of a stream (`text/event-stream`). */
function isEvent(text: string): boolean {
  return /^(?:(?:event|data|id|retry):|:)/u.test(text);
}

/** Returns a text with its JSON indented, the lines of an event around it kept; other text as it is. */
export function indentFrame(text: string): string {
  if (!isEvent(text)) return indentJson(text) ?? text;
  const data = indentJson(dataOf(text));
  if (data === undefined) return text;
  const others = text.split(/\r?\n/u).filter((line) => line !== "" && !line.startsWith("data:"));
  return [...others, data].join("\n");
}

/** The headers of MCP, which a proxy must keep. */
export function isMcpHeader(name: string): boolean {
  return name.toLowerCase().startsWith("mcp-");
}

/** Returns the parameters of the request in a row's text. */
export function paramsOf({ text }: Pick<WireRow, "text">): JsonObject {
  const params = messageOf(text)?.["params"];
  return isJsonObject(params) ? (params as JsonObject) : {};
}

/** Returns the result in a row's text, unless it is an error. */
export function resultOf({ text }: Pick<WireRow, "text">): JsonValue | undefined {
  return messageOf(text)?.["result"] as JsonValue | undefined;
}

function parse(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}
