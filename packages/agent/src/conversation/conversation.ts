import { MortiseError } from "@mortise/protocol";
import type { AgentMessage } from "./message.ts";
import { repairMessages } from "./repair-messages.ts";

/**
 * A conversation as JSON: what {@link Conversation.toJSON} gives and {@link loadConversation}
 * takes.
 */
export interface ConversationData {
  /** The version of the format. */
  readonly version: 1;
  /** The messages, oldest first. */
  readonly messages: readonly AgentMessage[];
}

/** The messages of an agent and its user; independent of the model that wrote them. */
export class Conversation {
  #messages: readonly AgentMessage[];

  /** Takes messages to go on from, and completes what an interruption left open in them. */
  constructor(messages: readonly AgentMessage[] = []) {
    this.#messages = repairMessages(messages);
  }

  /** The messages so far, oldest first. */
  get messages(): readonly AgentMessage[] {
    return this.#messages;
  }

  /** Adds a message. */
  append(message: AgentMessage): void {
    this.#messages = [...this.#messages, message];
  }

  /** Completes what an interrupted run left open, so that any model can go on from here. */
  repair(): void {
    this.#messages = repairMessages(this.#messages);
  }

  /** Puts other messages in the place of all. */
  replace(messages: readonly AgentMessage[]): void {
    this.#messages = repairMessages(messages);
  }

  /** Removes all messages. */
  clear(): void {
    this.#messages = [];
  }

  /** Gives the conversation as plain JSON. */
  toJSON(): ConversationData {
    return { version: 1, messages: structuredClone(this.#messages) };
  }
}

/**
 * Makes a conversation of a saved one, an object or JSON text, and completes what an interruption
 * left open.
 *
 * @throws MortiseError `INVALID_OPTION` when it is not a conversation.
 */
export function loadConversation(saved: ConversationData | string): Conversation {
  const data: unknown = typeof saved === "string" ? parseText(saved) : saved;
  const { version, messages } = (data ?? {}) as { version?: unknown; messages?: unknown };
  if (version === 1 && Array.isArray(messages) && messages.every(isMessage)) {
    return new Conversation(structuredClone(messages));
  }
  throw new MortiseError(
    "INVALID_OPTION",
    "The conversation cannot be loaded: it needs `version: 1` and a list of messages, as conversation.toJSON() writes them",
    { data: { option: "conversation" } },
  );
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MortiseError("INVALID_OPTION", "The conversation cannot be loaded: it is not JSON", {
      cause: error,
      data: { option: "conversation" },
    });
  }
}

function isMessage(value: unknown): value is AgentMessage {
  const { role, content } = (value ?? {}) as { role?: unknown; content?: unknown };
  return (
    (role === "user" || role === "assistant" || role === "tool") &&
    Array.isArray(content) &&
    content.every((part: { type?: unknown } | null) => typeof part?.type === "string")
  );
}
