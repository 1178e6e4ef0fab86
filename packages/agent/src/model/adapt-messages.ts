import type { AgentMessage, FilePart, TextPart, ToolOutput } from "../conversation/message.ts";
import type { LanguageModel } from "../language-model/language-model.ts";
import type { FitFile } from "./fit-files.ts";
import { fitFiles } from "./fit-files.ts";
import { mediaSupportOf } from "./media-support.ts";

/** The content that a model accepts. */
interface Taste {
  /** The name under which the provider keeps notes: `anthropic`, `openai`, `google`. */
  readonly provider: string;
  readonly fitFile: FitFile;
}

/**
 * Fits a conversation to a model: media that the model does not take, or that its provider refused,
 * become a short note, and thoughts that another provider signed are left out. The conversation
 * itself keeps everything.
 */
export function adaptMessages(
  messages: readonly AgentMessage[],
  model: LanguageModel,
  refused: Pick<WeakSet<FilePart>, "has"> = new WeakSet(),
): AgentMessage[] {
  const [provider = ""] = model.provider.split(".");
  const fitFile = fitFiles(messages, mediaSupportOf(model.provider), refused);
  const taste = { provider, fitFile };
  return messages
    .map((message) => adaptMessage(message, taste))
    .filter((message) => message.content.length > 0);
}

function adaptMessage(message: AgentMessage, taste: Taste): AgentMessage {
  switch (message.role) {
    case "user": {
      const content = message.content.map((part) => fitPart(part, taste));
      return { role: "user", content: content.filter(isTelling) };
    }
    case "tool": {
      const content = message.content.map((result) => ({
        ...result,
        output: fitOutput(result.output, taste),
      }));
      return { role: "tool", content };
    }
    case "assistant": {
      const content = message.content.filter(
        (part) => part.type !== "reasoning" || taste.provider in (part.providerOptions ?? {}),
      );
      return { role: "assistant", content: content.filter(isTelling) };
    }
  }
}

/** Says whether a part has anything to send; providers refuse empty texts. */
function isTelling(part: { readonly type: string; readonly text?: string }): boolean {
  return part.type !== "text" || part.text !== "" || "providerOptions" in part;
}

function fitPart(part: TextPart | FilePart, { fitFile }: Taste): TextPart | FilePart {
  return part.type === "text" ? part : fitFile(part);
}

// Text alone goes as text, which every provider takes.
function fitOutput(output: ToolOutput, taste: Taste): ToolOutput {
  if (output.type !== "content") return output;
  const parts = output.value.map((part) => fitPart(part, taste));
  const texts = parts.filter((part) => part.type === "text");
  if (texts.length < parts.length) return { type: "content", value: parts };
  return { type: "text", value: texts.map(({ text }) => text).join("\n") };
}
