import { MortiseError } from "@mortise/protocol";
import type { AgentMessage } from "./message.ts";
import type { OpenTask } from "./open-task.ts";
import { describeOpenTask, isOpenTask } from "./open-task.ts";
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
  /** The calls whose tasks go on at their servers. Default: none. */
  readonly tasks?: readonly OpenTask[];
}

/** The messages of an agent and its user; independent of the model that wrote them. */
export class Conversation {
  #messages: readonly AgentMessage[];
  #tasks: readonly OpenTask[];

  /**
   * Takes messages to go on from, and completes what an interruption left open in them, but for the calls of
   * `tasks`.
   */
  constructor(messages: readonly AgentMessage[] = [], tasks: readonly OpenTask[] = []) {
    this.#tasks = tasks;
    this.#messages = repairMessages(messages, this.#awaited);
  }

  /** The messages so far, oldest first. */
  get messages(): readonly AgentMessage[] {
    return this.#messages;
  }

  /** The calls whose tasks go on at their servers, oldest first. */
  get tasks(): readonly OpenTask[] {
    return this.#tasks;
  }

  /** Notes that a call became a task, and returns it with the name that the model knows it by. */
  addTask(task: Omit<OpenTask, "name" | "isLeft">): OpenTask {
    const numbers = this.#tasks.map(({ name }) => Number(name.replace(/^task-/, "")) || 0);
    const name = `task-${Math.max(0, ...numbers) + 1}`;
    const added = { name, ...task, isLeft: false };
    this.#tasks = [...this.#tasks, added];
    return added;
  }

  /** Forgets a task that has ended. */
  endTask({ taskId, server }: OpenTask): void {
    this.#tasks = this.#tasks.filter((task) => task.taskId !== taskId || task.server !== server);
  }

  /** Notes that the model was given the name of a task in place of its result. */
  leaveTask({ name }: OpenTask): void {
    this.#tasks = this.#tasks.map((task) =>
      task.name === name ? { ...task, isLeft: true } : task,
    );
  }

  /** Gives the calls that wait for tasks the names of the tasks as results. */
  leaveTasks(): void {
    for (const task of this.#tasks.filter(({ isLeft }) => !isLeft)) {
      const { toolCallId, toolName, name } = task;
      const output = { type: "text", value: describeOpenTask(name) } as const;
      this.append({
        role: "tool",
        content: [{ type: "tool-result", toolCallId, toolName, output }],
      });
      this.leaveTask(task);
    }
  }

  /** Adds a message. */
  append(message: AgentMessage): void {
    this.#messages = [...this.#messages, message];
  }

  /** Completes what an interrupted run left open, so that any model can go on from here. */
  repair(): void {
    this.#messages = repairMessages(this.#messages, this.#awaited);
  }

  /** Puts other messages in the place of all. */
  replace(messages: readonly AgentMessage[]): void {
    this.#messages = repairMessages(messages, this.#awaited);
  }

  /** Removes all messages, and forgets the tasks, which go on. */
  clear(): void {
    this.#messages = [];
    this.#tasks = [];
  }

  /** Gives the conversation as plain JSON. */
  toJSON(): ConversationData {
    const messages = structuredClone(this.#messages);
    return { version: 1, messages, ...(this.#tasks.length > 0 && { tasks: this.#tasks }) };
  }

  /** The calls whose results will come from their tasks. */
  get #awaited(): ReadonlySet<string> {
    return new Set(this.#tasks.flatMap((task) => (task.isLeft ? [] : [task.toolCallId])));
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
  const { version, messages, tasks = [] } = (data ?? {}) as Record<string, unknown>;
  const hasMessages = version === 1 && Array.isArray(messages) && messages.every(isMessage);
  if (hasMessages && Array.isArray(tasks) && tasks.every(isOpenTask)) {
    return new Conversation(structuredClone(messages), structuredClone(tasks));
  }
  throw new MortiseError(
    "INVALID_OPTION",
    "The conversation cannot be loaded: it needs `version: 1` and a list of messages, and its open tasks if it has any, as conversation.toJSON() writes them",
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
