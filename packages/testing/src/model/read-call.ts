import type { ModelRequest, OfferedTool, RequestEntry } from "../provider/model-request.ts";
import type { ModelCall } from "./language-model.ts";

/** A part of a message, of any kind, with the members of all kinds. */
interface Part {
  readonly type?: string;
  readonly text?: string;
  readonly mediaType?: string;
  readonly toolCallId?: string;
  readonly toolName?: string;
  readonly input?: unknown;
  readonly output?: Output;
}

interface Output {
  readonly type: string;
  readonly value?: unknown;
  readonly reason?: string;
}

/** Reads the prompt of a call of the model. */
export function readCall({ prompt, tools = [], toolChoice }: ModelCall): ModelRequest {
  const system = prompt.filter(({ role }) => role === "system").map(({ content }) => content);
  return {
    system: system.join("\n"),
    entries: prompt.flatMap(readMessage),
    tools: tools.map(readTool),
    toolChoice: toolChoice?.type ?? "auto",
  };
}

function readMessage({ role, content }: ModelCall["prompt"][number]): RequestEntry[] {
  if (role === "system" || typeof content === "string") return [];
  return (content as readonly Part[]).flatMap((part) => readPart(role, part));
}

function readPart(role: "user" | "assistant" | "tool", part: Part): RequestEntry[] {
  const { toolCallId: id = "", toolName: name = "" } = part;
  switch (part.type) {
    case "tool-call":
      return [{ role: "call", id, name, args: part.input }];
    case "tool-result":
      return [{ role: "result", id, ...readOutput(part.output ?? { type: "text" }) }];
    case "reasoning":
      return [{ role: "thinking", text: part.text ?? "", signature: "" }];
    default: {
      if (role === "tool") return [];
      const media = part.mediaType === undefined ? [] : [part.mediaType];
      return [{ role, text: part.text ?? "", media }];
    }
  }
}

function readOutput(output: Output): { text: string; isError: boolean; media: string[] } {
  const { type, value, reason } = output;
  const isError = type.startsWith("error") || type === "execution-denied";
  if (type === "execution-denied") return { text: reason ?? "", isError, media: [] };
  if (type !== "content") {
    return { text: typeof value === "string" ? value : JSON.stringify(value), isError, media: [] };
  }
  const parts = value as readonly Part[];
  return {
    text: parts.flatMap(({ text }) => (text === undefined ? [] : [text])).join("\n"),
    isError,
    media: parts.flatMap(({ mediaType }) => (mediaType === undefined ? [] : [mediaType])),
  };
}

function readTool(tool: object): OfferedTool {
  const { name, description, inputSchema } = tool as Record<string, unknown>;
  return { name: String(name), description: String(description ?? ""), schema: inputSchema };
}
