import type { JsonObject } from "@mortise/protocol";

/** Data that a provider wants back with a part, by provider name. */
export type ProviderNotes = Readonly<Record<string, JsonObject>>;

/** Text. */
export interface TextPart {
  readonly type: "text";
  /** The text. */
  readonly text: string;
  /** The provider's data of the text. */
  readonly providerOptions?: ProviderNotes;
}

/** A file, such as an image. */
export interface FilePart {
  readonly type: "file";
  /** The IANA media type. */
  readonly mediaType: string;
  /** The file in base64. */
  readonly data: { readonly type: "data"; readonly data: string };
  /** The file's name, if it has one. */
  readonly filename?: string;
}

/** A thought of the model before its answer. */
export interface ReasoningPart {
  readonly type: "reasoning";
  /** The thought. */
  readonly text: string;
  /** The provider's data of the thought, such as its signature. */
  readonly providerOptions?: ProviderNotes;
}

/** A tool call that a model made. */
export interface ToolCallPart {
  readonly type: "tool-call";
  /** Names the call; no other call of the conversation has it. */
  readonly toolCallId: string;
  /** The name under which the model was offered the tool. */
  readonly toolName: string;
  /** The arguments. */
  readonly input: unknown;
  /** The provider's data of the call. */
  readonly providerOptions?: ProviderNotes;
}

/** The part of a tool's result that the model sees. */
export type ToolOutput =
  | { readonly type: "text"; readonly value: string }
  | { readonly type: "json"; readonly value: unknown }
  | { readonly type: "error-text"; readonly value: string }
  | { readonly type: "content"; readonly value: readonly (TextPart | FilePart)[] };

/** The result of one tool call. */
export interface ToolResultPart {
  readonly type: "tool-result";
  /** The id of the call. */
  readonly toolCallId: string;
  /** The name under which the model was offered the tool. */
  readonly toolName: string;
  /** The result as the model reads it. */
  readonly output: ToolOutput;
}

/** A message of the user. */
export interface UserMessage {
  readonly role: "user";
  /** Text and files. */
  readonly content: readonly (TextPart | FilePart)[];
}

/** An answer of the model, with its thoughts and calls. */
export interface AssistantMessage {
  readonly role: "assistant";
  /** Text, thoughts and tool calls, in the model's order. */
  readonly content: readonly (TextPart | ReasoningPart | ToolCallPart)[];
}

/** The results of the calls in the message before. */
export interface ToolMessage {
  readonly role: "tool";
  /** The results, in the order of the calls. */
  readonly content: readonly ToolResultPart[];
}

/** One message of a conversation; plain JSON. */
export type AgentMessage = UserMessage | AssistantMessage | ToolMessage;

/** Makes a user's message of a text. */
export function userMessage(text: string): UserMessage {
  return { role: "user", content: [{ type: "text", text }] };
}

/** Lists the tool calls in a message. */
export function toolCallsOf(message: AgentMessage | undefined): readonly ToolCallPart[] {
  if (message?.role !== "assistant") return [];
  return message.content.filter((part) => part.type === "tool-call");
}
