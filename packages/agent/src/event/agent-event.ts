import type { ElicitRequestParams, ElicitResult, ToolAnnotations } from "@mortise/protocol";
import type { ModelSource } from "../model/resolved-model.ts";

/** The limits that end a run. */
export type LimitName = "steps" | "toolCalls" | "tokens" | "time";

/** Tokens that a run used. */
export interface Usage {
  /** Tokens of all prompts of the run. */
  readonly inputTokens: number;
  /** Tokens of all answers of the run. */
  readonly outputTokens: number;
}

/** Why a run ended. */
export type StopReason = "answer" | "limit" | "length" | "refusal" | "abort" | "error";

/** The tool that an event is about. */
export interface ToolReference {
  /** The call's id. */
  readonly id: string;
  /** The name under which the agent knows the server; `agent` for the agent's own tools. */
  readonly server: string;
  /** The tool's name at its server. */
  readonly tool: string;
  /** The tool's name for people. */
  readonly displayName: string;
  /** The arguments of the call. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Whether it is the agent's own tool, and not one of a server that is called `agent` too. */
  readonly isOwn?: true;
}

/** The run begins: this model, these servers. */
export interface RunStartEvent {
  readonly type: "run-start";
  /** The model's name: `anthropic/claude-…`, or `offline (rules, no language model)`. */
  readonly model: string;
  /** Where the model came from. */
  readonly modelSource: ModelSource;
  /** The names of the servers that were reached. */
  readonly servers: readonly string[];
  /** How many tools the servers offer. */
  readonly tools: number;
}

/** A server could not be reached; its tools are missing from this run. */
export interface ServerErrorEvent {
  readonly type: "server-error";
  /** The name under which the agent knows the server. */
  readonly server: string;
  /** The error that the server or its connection gave. */
  readonly error: Error;
  /** The message of `error`. */
  readonly message: string;
}

/**
 * A tool is not offered to the model: its entry is broken, or no form of it is known that the
 * model's provider takes. The other tools are offered.
 */
export interface ToolLeftOutEvent {
  readonly type: "tool-left-out";
  /** The name under which the agent knows the server. */
  readonly server: string;
  /** The tool's name at its server; empty when it has none. */
  readonly tool: string;
  /** Why, in words for the server's author. */
  readonly reason: string;
}

/** The model begins a text. */
export interface TextStartEvent {
  readonly type: "text-start";
}

/** The model goes on with its text. */
export interface TextDeltaEvent {
  readonly type: "text-delta";
  /** The next piece of the text. */
  readonly text: string;
}

/** The model has finished a text. */
export interface TextEndEvent {
  readonly type: "text-end";
  /** The whole text. */
  readonly text: string;
}

/** A tool is called. */
export interface ToolStartEvent extends ToolReference {
  readonly type: "tool-start";
}

/** A tool reports how far it is. */
export interface ToolProgressEvent extends ToolReference {
  readonly type: "tool-progress";
  /** How much is done; grows from event to event. */
  readonly progress: number;
  /** How much there is to do, when it is known. */
  readonly total?: number;
  /** The present step of the tool. */
  readonly message?: string;
}

/**
 * The server answered the call with a task: work that outlives this run and this process. Saved now, the
 * conversation holds the task, and `agent.resume()` of a later process finishes it.
 */
export interface ToolTaskEvent extends ToolReference {
  readonly type: "tool-task";
  /** The name of the task in the conversation, such as `task-1`. */
  readonly task: string;
}

/** A tool has returned. */
export interface ToolEndEvent extends ToolReference {
  readonly type: "tool-end";
  /** The beginning of the result, on one line. */
  readonly result: string;
  /** Whether the call failed. */
  readonly isError: boolean;
  /**
   * The error with which the call failed without a result of the tool; the model reads only its
   * kind, because the message may name addresses and the arguments of processes.
   */
  readonly error?: Error;
  /** The call goes on as a task, and `result` says so; the model asks for the result when it needs it. */
  readonly isLeft?: true;
  /** How long the call took, in milliseconds. */
  readonly durationMs: number;
}

/** A tool was not called, because the call was not approved. */
export interface ToolDeniedEvent extends ToolReference {
  readonly type: "tool-denied";
  /** Why, in the words that the model is given. */
  readonly reason: string;
}

/**
 * A call needs approval: call `answer` before taking the next event. A request that is left without
 * an answer is refused.
 */
export interface ApprovalRequestEvent extends ToolReference {
  readonly type: "approval-request";
  /** The annotations of the tool, by its server. */
  readonly annotations: ToolAnnotations;
  /** Approves the call with `true`, or a promise of it; anything else refuses it. */
  readonly answer: (isApproved: boolean | Promise<boolean>) => void;
}

/**
 * A server asks the user something: call `answer` before taking the next event. A request that is
 * left without an answer is cancelled.
 */
export interface ElicitationRequestEvent {
  readonly type: "elicitation-request";
  /** The name under which the agent knows the server. */
  readonly server: string;
  /** The question: a message with a form's schema, or with a URL to open. */
  readonly params: ElicitRequestParams;
  /** Sends the user's answer, or a promise of it. */
  readonly answer: (result: ElicitResult | Promise<ElicitResult>) => void;
}

/**
 * A step failed before the model said anything, and is tried again: after a while, without the
 * files that the provider refused, or with shorter tool results where the conversation was too long.
 */
export interface ModelRetryEvent {
  readonly type: "model-retry";
  /** How many times the step has failed. */
  readonly attempt: number;
  /** Why it failed, in a few words. */
  readonly reason: string;
  /** The wait before the next attempt, in milliseconds. */
  readonly delayMs: number;
}

/** A limit ends the run. */
export interface LimitReachedEvent {
  readonly type: "limit-reached";
  /** The limit that ended the run. */
  readonly limit: LimitName;
  /** The sentence with which the answer ends. */
  readonly message: string;
}

/** The run failed; `run-end` follows. */
export interface ErrorEvent {
  readonly type: "error";
  /** The error that ended the run. */
  readonly error: Error;
  /** The message of `error`. */
  readonly message: string;
}

/** The run is over. */
export interface RunEndEvent {
  readonly type: "run-end";
  /** The final text. */
  readonly text: string;
  /** Why the run ended. */
  readonly stopReason: StopReason;
  /** How many times the model answered. */
  readonly steps: number;
  /** How many tool calls were made or denied. */
  readonly toolCalls: number;
  /** The tokens that the run used. */
  readonly usage: Usage;
}

/** An event of a run. */
export type AgentEvent =
  | RunStartEvent
  | ServerErrorEvent
  | ToolLeftOutEvent
  | TextStartEvent
  | TextDeltaEvent
  | TextEndEvent
  | ToolStartEvent
  | ToolProgressEvent
  | ToolTaskEvent
  | ToolEndEvent
  | ToolDeniedEvent
  | ApprovalRequestEvent
  | ElicitationRequestEvent
  | ModelRetryEvent
  | LimitReachedEvent
  | ErrorEvent
  | RunEndEvent;
