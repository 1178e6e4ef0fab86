export type { AgentTool, AgentView, ClientNotes, Finding, Review } from "@mortise/lint";
export type { Ask, AskRefusal, CallState, LogLine, Place } from "./call-state.ts";
export { INLINE_RESULT_BYTES } from "./call-state.ts";
export type { ChatModel, ChatPart, ChatToolPart, ChatTurn } from "./chat.ts";
export type {
  Catalogue,
  ConnectionState,
  ConnectionStatus,
  Failure,
  Listed,
} from "./connection.ts";
export type { Control, ControlRefusal } from "./control.ts";
export { isTooDeep, MAX_DEPTH } from "./depth.ts";
export type { BuildState, SchemaChange, SchemaDiff } from "./development.ts";
export type { ExactNumber } from "./exact-json.ts";
export {
  hasExactNumber,
  isExactNumber,
  mayBeRounded,
  parseExactJson,
  roundNumbers,
  toExactNumber,
} from "./exact-json.ts";
export type { InspectorEvent, InspectorInfo } from "./inspector-event.ts";
export { isJsonObject } from "./json-object.ts";
export { SANDBOX_METHODS, SANDBOX_PATH, sandboxHost } from "./sandbox-host.ts";
export type { SavedCall } from "./saved-call.ts";
export type { InspectedTask, TaskListing, TaskOperations } from "./task-operation.ts";
export type { TaskChange, TaskState } from "./task-state.ts";
export type { RefusedDomain, ViewDomains, ViewPolicy } from "./view-policy.ts";
export { readViewPolicy } from "./view-policy.ts";
export type { RpcSummary, WireRow } from "./wire-row.ts";
export { INLINE_BYTES } from "./wire-row.ts";
