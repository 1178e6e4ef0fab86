import type { ElicitRequestParams, ElicitResult, ToolAnnotations } from "@mortise/protocol";
import type { LimitName } from "../loop/limits.ts";
import type { ModelSource } from "../model/resolved-model.ts";

/** Tokens that a run used. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
}

/** Why a run ended. */
export type StopReason = "answer" | "limit" | "length" | "refusal" | "abort" | "error";

/** The tool that an event is about. */
export interface ToolReference {
  /** The call's id. */
  id: string;
  /** The name under which the agent knows the server; `agent` for the agent's own tools. */
  server: string;
  /** The tool's name at its server. */
  tool: string;
  /** What to show to people. */
  displayName: string;
  args: Record<string, unknown>;
}

/** The run begins: this model, these servers. */
export interface RunStartEvent {
  type: "run-start";
  /** What to show: `anthropic/claude-…`, or `offline (rules, no language model)`. */
  model: string;
  modelSource: ModelSource;
  servers: string[];
  /** How many tools the servers offer. */
  tools: number;
}

/** A server could not be reached; its tools are missing from this run. */
export interface ServerErrorEvent {
  type: "server-error";
  server: string;
  error: Error;
  message: string;
}

/** The model begins to speak. */
export interface TextStartEvent {
  type: "text-start";
}

/** The model says something more. */
export interface TextDeltaEvent {
  type: "text-delta";
  text: string;
}

/** The model has finished a text. */
export interface TextEndEvent {
  type: "text-end";
  text: string;
}

/** A tool is called. */
export interface ToolStartEvent extends ToolReference {
  type: "tool-start";
}

/** A tool reports how far it is. */
export interface ToolProgressEvent extends ToolReference {
  type: "tool-progress";
  progress: number;
  total?: number;
  message?: string;
}

/** A tool has returned. */
export interface ToolEndEvent extends ToolReference {
  type: "tool-end";
  /** The beginning of what it returned, on one line. */
  result: string;
  isError: boolean;
  ms: number;
}

/** A tool was not called, because nobody approved it or a limit was reached. */
export interface ToolDeniedEvent extends ToolReference {
  type: "tool-denied";
  reason: string;
}

/**
 * A tool may be called only if somebody says yes: call `answer` before taking the next event. Who does not answer has
 * said no.
 */
export interface ApprovalRequestEvent extends ToolReference {
  type: "approval-request";
  annotations: ToolAnnotations;
  answer(approved: boolean | Promise<boolean>): void;
}

/**
 * A server asks the user something: call `answer` before taking the next event. Who does not answer has cancelled.
 */
export interface ElicitationRequestEvent {
  type: "elicitation-request";
  server: string;
  /** The question: a message with a form's schema, or with a URL to open. */
  params: ElicitRequestParams;
  answer(result: ElicitResult | Promise<ElicitResult>): void;
}

/** A step failed before it said anything and is tried again. */
export interface ModelRetryEvent {
  type: "model-retry";
  attempt: number;
  reason: string;
  delayMs: number;
}

/** A limit ends the run. */
export interface LimitReachedEvent {
  type: "limit-reached";
  limit: LimitName;
  message: string;
}

/** The run failed; `run-end` follows. */
export interface ErrorEvent {
  type: "error";
  error: Error;
  message: string;
}

/** The run is over. */
export interface RunEndEvent {
  type: "run-end";
  /** The final text. */
  text: string;
  stopReason: StopReason;
  steps: number;
  toolCalls: number;
  usage: Usage;
}

/** What happens during a run. */
export type AgentEvent =
  | RunStartEvent
  | ServerErrorEvent
  | TextStartEvent
  | TextDeltaEvent
  | TextEndEvent
  | ToolStartEvent
  | ToolProgressEvent
  | ToolEndEvent
  | ToolDeniedEvent
  | ApprovalRequestEvent
  | ElicitationRequestEvent
  | ModelRetryEvent
  | LimitReachedEvent
  | ErrorEvent
  | RunEndEvent;
