import { MortiseError } from "@mortise/protocol";
import type { AgentMessage } from "./message.ts";
import { repairMessages } from "./repair-messages.ts";

/** A session as JSON: what {@link Session.toJSON} gives and {@link loadSession} takes. */
export interface SessionData {
  version: 1;
  messages: AgentMessage[];
}

/** The conversation that an agent continues; independent of the model that led it. */
export class Session {
  readonly #messages: AgentMessage[];

  constructor(messages: readonly AgentMessage[] = []) {
    this.#messages = repairMessages(messages);
  }

  /** The messages so far. */
  get messages(): readonly AgentMessage[] {
    return this.#messages;
  }

  /** Adds a message. */
  append(message: AgentMessage): void {
    this.#messages.push(message);
  }

  /** Completes what an interrupted run left open, so that any model can go on from here. */
  repair(): void {
    this.#messages.splice(0, this.#messages.length, ...repairMessages(this.#messages));
  }

  /** Forgets everything. */
  clear(): void {
    this.#messages.length = 0;
  }

  /** Gives the session as plain JSON. */
  toJSON(): SessionData {
    return { version: 1, messages: structuredClone(this.#messages) };
  }
}

/**
 * Makes a session of what was saved, as an object or as JSON text, and repairs what an interruption left open.
 *
 * @throws MortiseError `INVALID_OPTION` when it is not a session.
 */
export function loadSession(saved: SessionData | string): Session {
  const data: unknown = typeof saved === "string" ? parseText(saved) : saved;
  const { version, messages } = (data ?? {}) as { version?: unknown; messages?: unknown };
  if (version !== 1 || !Array.isArray(messages) || !messages.every(isMessage)) {
    throw new MortiseError(
      "INVALID_OPTION",
      "The session cannot be loaded: it needs `version: 1` and a list of messages, as session.toJSON() writes them",
    );
  }
  return new Session(structuredClone(messages));
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MortiseError("INVALID_OPTION", "The session cannot be loaded: it is not JSON", {
      cause: error,
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
