import type { AgentMessage, FilePart, TextPart, ToolOutput } from "../conversation/message.ts";
import type { MediaSupport } from "./media-support.ts";

/** What the model at hand can be given. */
export interface ModelTaste {
  /** The name under which its provider keeps notes: `anthropic`, `openai`, `google`. */
  provider: string;
  takesMedia: MediaSupport;
}

/**
 * Fits a session to a model: media that it does not take become a short note, and thoughts that another provider
 * signed are left out. The session itself keeps everything.
 */
export function adaptMessages(
  messages: readonly AgentMessage[],
  taste: ModelTaste,
): AgentMessage[] {
  return messages
    .map((message) => adaptMessage(message, taste))
    .filter((message) => message.content.length > 0);
}

function adaptMessage(message: AgentMessage, taste: ModelTaste): AgentMessage {
  if (message.role === "user") {
    return { role: "user", content: message.content.map((part) => fitPart(part, taste)) };
  }
  if (message.role === "tool") {
    const content = message.content.map((result) => ({
      ...result,
      output: fitOutput(result.output, taste),
    }));
    return { role: "tool", content };
  }
  const content = message.content.filter(
    (part) => part.type !== "reasoning" || taste.provider in (part.providerOptions ?? {}),
  );
  return { role: "assistant", content };
}

function fitPart(part: TextPart | FilePart, taste: ModelTaste): TextPart | FilePart {
  if (part.type === "text" || taste.takesMedia(part.mediaType)) return part;
  return { type: "text", text: describeFile(part) };
}

// Text alone goes as text, which every provider takes.
function fitOutput(output: ToolOutput, taste: ModelTaste): ToolOutput {
  if (output.type !== "content") return output;
  const parts = output.value.map((part) => fitPart(part, taste));
  const texts = parts.filter((part): part is TextPart => part.type === "text");
  if (texts.length < parts.length) return { type: "content", value: parts };
  return { type: "text", value: texts.map(({ text }) => text).join("\n") };
}

function describeFile({ mediaType, data, filename }: FilePart): string {
  const bytes = Math.floor((data.data.length * 3) / 4);
  const size = bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} kB`;
  return `[${filename ? `${filename}, ` : ""}${mediaType}, ${size}: this model cannot be shown it]`;
}
