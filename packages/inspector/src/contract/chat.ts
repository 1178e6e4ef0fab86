import type { JsonObject } from "@mortise/protocol";
import type { Failure } from "./connection.ts";

/** The model that answers in the chat. */
export interface ChatModel {
  /** The model's name: `anthropic/claude-…`, or `offline (rules, no language model)`. */
  readonly label: string;
  /** Whether rules answer, because there is no key and no model on this machine. */
  readonly isOffline: boolean;
}

/** A message of a person, and everything that the agent did to answer it. */
export interface ChatTurn {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly message: string;
  readonly status: "running" | "done" | "stopped" | "failed";
  /** Left out until it is found. */
  readonly model?: ChatModel;
  /** In the order in which they came. */
  readonly parts: readonly ChatPart[];
  /** Why the turn failed. */
  readonly failure?: Failure;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
}

/** A text of the model, a call of a tool, or a remark of the agent such as a limit that was reached. */
export type ChatPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "note"; readonly text: string }
  | ChatToolPart;

/** A call of a tool; its progress, result and frames are those of `call`. */
export interface ChatToolPart {
  readonly kind: "tool";
  /** Unique in its turn. */
  readonly id: string;
  /** The connection of the server; left out for a tool of the agent itself. */
  readonly connection?: string;
  readonly tool: string;
  /** The tool's name for people. */
  readonly title: string;
  readonly args: JsonObject;
  /** `waiting` is one that needs approval: `chat-approve`. */
  readonly status: "waiting" | "running" | "done" | "failed" | "refused" | "stopped";
  /** The server marks the tool as one that may destroy something. */
  readonly isDestructive?: boolean;
  /** The call of the inspector, once it is made. */
  readonly call?: string;
  /** The beginning of the result as the model reads it, on one line, or why the call was not made. */
  readonly result?: string;
  readonly ms?: number;
}
