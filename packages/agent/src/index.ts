/**
 * Agents: a language model that uses MCP servers.
 *
 * @module
 */
export type * from "@mortise/client";
export type * from "@mortise/protocol";
export type { Clock, Environment, Random } from "@mortise/protocol";
export type {
  Agent,
  AgentModelInfo,
  AgentToolInfo,
  RunInput,
  RunOptions,
} from "./agent/agent.ts";
export type { AgentOptions } from "./agent/agent-options.ts";
export { createAgent } from "./agent/create-agent.ts";
export {
  Conversation,
  type ConversationData,
  loadConversation,
} from "./conversation/conversation.ts";
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
export type { OpenTask } from "./conversation/open-task.ts";
export { adaptTools, type ProviderTool } from "./dialect/provider-tool.ts";
export type { ToolChange } from "./dialect/tool-change.ts";
export type { PrefixOption } from "./dialect/tool-name.ts";
export { TOOL_PROVIDERS, type ToolProvider } from "./dialect/tool-provider.ts";
export type {
  AgentEvent,
  ApprovalRequestEvent,
  ElicitationRequestEvent,
  ErrorEvent,
  LimitName,
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
  ToolLeftOutEvent,
  ToolProgressEvent,
  ToolReference,
  ToolStartEvent,
  ToolTaskEvent,
  Usage,
} from "./event/agent-event.ts";
export type {
  LanguageModelContent,
  LanguageModelFinish,
  LanguageModelNotes,
  LanguageModelReasoningPart,
  LanguageModelStreamPart,
  LanguageModelTextPart,
  LanguageModelToolCall,
  LanguageModelUsage,
} from "./language-model/answer.ts";
export type {
  LanguageModel,
  LanguageModelAnswer,
  LanguageModelCall,
  LanguageModelStream,
} from "./language-model/language-model.ts";
export type {
  LanguageModelMessage,
  LanguageModelTool,
  PromptFile,
  PromptReasoning,
  PromptText,
  PromptToolCall,
  PromptToolOutput,
  PromptToolResult,
  ProviderOptions,
} from "./language-model/prompt.ts";
export type { LimitOptions } from "./loop/limits.ts";
export { DEFAULT_MODEL, type ProviderName } from "./model/default-model.ts";
export type { EndpointOption, ModelOption } from "./model/model-option.ts";
export { type ResolveModelOptions, resolveModel } from "./model/resolve-model.ts";
export type { ModelSource, ResolvedModel } from "./model/resolved-model.ts";
export { OFFLINE_NOTICE } from "./offline/answer/write-answer.ts";
export {
  createOfflineModel,
  type OfflineCall,
  type OfflineFinish,
  type OfflineModel,
  type OfflineUsage,
} from "./offline/offline-model.ts";
export type { ApprovalCall, ApproveFunction, ApproveOption } from "./question/approval-policy.ts";
export type { ServerConnection } from "./server/server-connection.ts";
export type { ConnectFunction, ConnectionOptions } from "./server/server-set.ts";
export type { ServerConnectionSettings, ServerSettings } from "./server/server-settings.ts";
