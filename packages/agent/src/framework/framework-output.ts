import type { ToolResult } from "@mortise/client";
import type { FilePart, TextPart, ToolOutput } from "../conversation/message.ts";
import { cutText } from "../text/cut-text.ts";
import { wellFormed } from "../text/well-formed.ts";
import { toToolOutput } from "../tool/tool-output.ts";

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Writes a result for the model of a framework: at most `limit` characters of text, whole characters alone, and files
 * that are base64. A result that breaks one of these would break every later request of the conversation.
 */
export function toFrameworkOutput(result: ToolResult, limit: number): ToolOutput {
  const output = wellFormed(toToolOutput(result));
  if (output.type === "content") return { ...output, value: cutParts(output.value, limit) };
  if (output.type !== "json") return { ...output, value: cut(output.value, limit) };
  const text = JSON.stringify(output.value);
  return text.length <= limit ? output : { type: "text", value: cut(text, limit) };
}

function cutParts(parts: readonly (TextPart | FilePart)[], limit: number): (TextPart | FilePart)[] {
  let left = limit;
  return parts.map((part) => {
    if (part.type === "file") return checkFile(part);
    const text = cut(part.text, left);
    left = Math.max(0, left - part.text.length);
    return { ...part, text };
  });
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${cutText(text, limit)}… (cut; it has ${text.length} characters)`;
}

function checkFile(part: FilePart): TextPart | FilePart {
  const data = part.data.data.replace(/\s+/g, "");
  if (BASE64.test(data)) return { ...part, data: { ...part.data, data } };
  const label = `${part.filename ?? "file"}: ${part.mediaType}`;
  return { type: "text", text: `[${label}, not shown: its data is no base64]` };
}
