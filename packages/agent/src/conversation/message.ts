import type { JsonObject } from "@mortise/protocol";

/** What a provider asked to be given back with a part, by provider name. */
export type ProviderNotes = Record<string, JsonObject>;

/** Text. */
export interface TextPart {
  type: "text";
  text: string;
  providerOptions?: ProviderNotes;
}

/** A file, such as an image, as base64. */
export interface FilePart {
  type: "file";
  mediaType: string;
  /** Base64. */
  data: { type: "data"; data: string };
  filename?: string;
}

/** What a model thought before it answered. */
export interface ReasoningPart {
  type: "reasoning";
  text: string;
  providerOptions?: ProviderNotes;
}

/** A tool call that a model made. */
export interface ToolCallPart {
  type: "tool-call";
  toolCallId: string;
  toolName: string;
  input: unknown;
  providerOptions?: ProviderNotes;
}

/** What the model gets to see of a tool's result. */
export type ToolOutput =
  | { type: "text"; value: string }
  | { type: "json"; value: JsonObject | readonly unknown[] | string | number | boolean | null }
  | { type: "error-text"; value: string }
  | { type: "content"; value: (TextPart | FilePart)[] };

/** The result of one tool call. */
export interface ToolResultPart {
  type: "tool-result";
  toolCallId: string;
  toolName: string;
  output: ToolOutput;
}

/** What a user said. */
export interface UserMessage {
  role: "user";
  content: (TextPart | FilePart)[];
}

/** What a model said, thought and called. */
export interface AssistantMessage {
  role: "assistant";
  content: (TextPart | ReasoningPart | ToolCallPart)[];
}

/** The results of the calls in the message before. */
export interface ToolMessage {
  role: "tool";
  content: ToolResultPart[];
}

/** One message of a session; plain JSON. */
export type AgentMessage = UserMessage | AssistantMessage | ToolMessage;

/** Makes a user's message of a text. */
export function userMessage(text: string): UserMessage {
  return { role: "user", content: [{ type: "text", text }] };
}

/** Lists the tool calls in a message. */
export function toolCallsOf(message: AgentMessage | undefined): ToolCallPart[] {
  if (message?.role !== "assistant") return [];
  return message.content.filter((part): part is ToolCallPart => part.type === "tool-call");
}
