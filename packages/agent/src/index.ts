export type { Environment } from "@mortise/protocol";
export type { AgentOptions } from "./agent/agent-options.ts";
export {
  type Agent,
  type AgentToolInfo,
  createAgent,
  type RunInput,
  type RunOptions,
} from "./agent/create-agent.ts";
export { loadSession, Session, type SessionData } from "./conversation/conversation.ts";
export type {
  AgentMessage,
  AssistantMessage,
  FilePart,
  ProviderNotes,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolMessage,
  ToolOutput,
  ToolResultPart,
  UserMessage,
} from "./conversation/message.ts";
export type {
  AgentEvent,
  ApprovalRequestEvent,
  ElicitationRequestEvent,
  ErrorEvent,
  LimitReachedEvent,
  ModelRetryEvent,
  RunEndEvent,
  RunStartEvent,
  ServerErrorEvent,
  StopReason,
  TextDeltaEvent,
  TextEndEvent,
  TextStartEvent,
  ToolDeniedEvent,
  ToolEndEvent,
  ToolProgressEvent,
  ToolReference,
  ToolStartEvent,
  Usage,
} from "./event/agent-event.ts";
export type { LimitName, LimitOptions } from "./loop/limits.ts";
export { DEFAULT_MODEL, type ProviderName } from "./model/default-model.ts";
export type { EndpointOption, ModelOption } from "./model/model-option.ts";
export { type ResolveModelOptions, resolveModel } from "./model/resolve-model.ts";
export type { ModelSource, ResolvedModel } from "./model/resolved-model.ts";
export { OFFLINE_NOTICE } from "./offline/answer/write-answer.ts";
export { createOfflineModel } from "./offline/offline-model.ts";
export type { ApprovalCall, ApproveFunction, ApproveOption } from "./question/approval-policy.ts";
export type { ServerConnection } from "./server/server-connection.ts";
export type { ConnectFunction } from "./server/server-set.ts";
export type { Clock } from "./time/wait.ts";
export type { PrefixOption } from "./tool/tool-name.ts";
