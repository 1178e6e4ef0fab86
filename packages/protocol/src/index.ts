export { findUndeclaredOrigins, type UndeclaredOrigin } from "./app/undeclared-origin.ts";
export type { AppViewOrigins } from "./app/view-origins.ts";
export {
  type Repair,
  type RepairedArguments,
  repairArguments,
  repairForeignArguments,
} from "./argument/repair.ts";
export { resolvePointer } from "./argument/resolve-pointer.ts";
export { toPath } from "./argument/value-path.ts";
export {
  type AuthDenial,
  type AuthGrant,
  type AuthProvider,
  isAuthRefusal,
} from "./auth/auth-provider.ts";
export type { AuthHeaders, AuthRefusal, AuthRequest } from "./auth/auth-request.ts";
export type { AuthEndpoint, AuthRoute } from "./auth/auth-route.ts";
export type {
  ClientAuth,
  ClientAuthOperation,
  ClientAuthRequest,
  ClientAuthResponse,
} from "./auth/client-auth.ts";
export { type Principal, subjectId } from "./auth/principal.ts";
export type { Backplane } from "./backplane/backplane.ts";
export { type EventBus, MAX_BUS_MESSAGE } from "./backplane/event-bus.ts";
export type { EventStore, StoredEvent } from "./backplane/event-store.ts";
export { type KeyValueStore, MAX_KEY } from "./backplane/key-value-store.ts";
export { canonicalJson } from "./canonical-json.ts";
export { type Clock, type ScheduleOptions, systemClock } from "./clock.ts";
export { type Duration, parseDuration } from "./duration.ts";
export { type Environment, readEnvironment } from "./environment.ts";
export {
  type AnyMortiseError,
  MortiseError,
  type MortiseErrorCode,
  type MortiseErrorData,
  type MortiseErrorOptions,
  type NoErrorData,
  type StorageFailure,
} from "./error/mortise-error.ts";
export { ToolError, type ToolErrorOptions } from "./error/tool-error.ts";
export { toExpiry } from "./expiry.ts";
export { checkExtensionId } from "./extension-id.ts";
export { decodeHeaderValue, encodeHeaderValue } from "./header/header-value.ts";
export { namedParameter } from "./header/named-parameter.ts";
export {
  type ParameterHeader,
  type ParameterHeaderPlan,
  planParameterHeaders,
  readMirroredArgument,
} from "./header/parameter-header.ts";
export type {
  HandlerRecord,
  InputJournal,
  InputQuestion,
  StepRecord,
} from "./input-journal.ts";
export { compileForeignSchema, compileJsonSchema } from "./json-schema/compile-json-schema.ts";
export { ErrorCode } from "./jsonrpc/error-code.ts";
export {
  isNotification,
  isRequest,
  isResponse,
  type JsonRpcErrorObject,
  type JsonRpcFailure,
  type JsonRpcMessage,
  type JsonRpcNotification,
  type JsonRpcRequest,
  type JsonRpcResponse,
  type JsonRpcResult,
  type RequestId,
} from "./jsonrpc/message.ts";
export { checkMessage, parseMessage } from "./jsonrpc/parse-message.ts";
export {
  type HttpHint,
  ProtocolError,
  type ProtocolErrorOptions,
} from "./jsonrpc/protocol-error.ts";
export { type IncomingMessages, readIncoming } from "./jsonrpc/read-incoming.ts";
export { isLoopbackHost, isSecureUrl } from "./loopback-host.ts";
export { MetaKey } from "./meta-key.ts";
export { checkFunctions } from "./option/check-functions.ts";
export {
  checkDefinition,
  checkOptions,
  checkSpelling,
  type OptionNames,
} from "./option/check-options.ts";
export { checkValues, type ValueKind } from "./option/check-values.ts";
export { describeValue } from "./option/describe-value.ts";
export { nearest } from "./option/nearest.ts";
export { type PauseOptions, pause } from "./pause.ts";
export { type Random, systemRandom } from "./random.ts";
export {
  isCredentialField,
  isCredentialHeader,
  isCredentialParameter,
} from "./redaction/credential-name.ts";
export { toLogLine, toLogLines } from "./redaction/log-line.ts";
export { redactMembers, redactText } from "./redaction/redact-text.ts";
export { redactUrl } from "./redaction/redact-url.ts";
export { isOldNode, OLDEST_NODE } from "./required-node.ts";
export {
  isModern,
  isRevision,
  LATEST_LEGACY_REVISION,
  LATEST_REVISION,
  negotiateLegacyRevision,
  REVISIONS,
  type Revision,
} from "./revision.ts";
export type { Annotations, Role } from "./schema/annotations.ts";
export type { ClientCapabilities, ServerCapabilities } from "./schema/capability.ts";
export type {
  CreateMessageRequestParams,
  CreateMessageResult,
  ElicitRequestParams,
  ElicitResult,
  Root,
  SamplingContent,
  SamplingMessage,
} from "./schema/client-feature.ts";
export type {
  AudioContent,
  BlobResourceContents,
  ContentBlock,
  EmbeddedResource,
  ImageContent,
  ResourceContents,
  ResourceLink,
  TextContent,
  TextResourceContents,
} from "./schema/content.ts";
export type { Icon, Implementation } from "./schema/implementation.ts";
export type { JsonObject, JsonSchema, JsonValue } from "./schema/json.ts";
export {
  isLoggingLevel,
  LOGGING_LEVELS,
  type LoggingLevel,
  passesLoggingLevel,
} from "./schema/logging.ts";
export type { Prompt, PromptArgument, PromptMessage } from "./schema/prompt.ts";
export type { Resource, ResourceTemplate } from "./schema/resource.ts";
export type {
  CacheHints,
  CacheScope,
  CallToolResult,
  CompleteResult,
  Completion,
  DiscoverResult,
  GetPromptResult,
  ReadResourceResult,
  Result,
  SubscriptionFilter,
} from "./schema/result.ts";
export type { Tool, ToolAnnotations } from "./schema/tool.ts";
export { skillDigest } from "./skill/digest.ts";
export {
  DIRECTORY_MEDIA_TYPE,
  isSkillName,
  SKILL_FILE,
  SKILL_LIMITS,
  SKILLS_EXTENSION,
  type SkillEntry,
  type SkillFrontmatter,
  type SkillResource,
} from "./skill/skill.ts";
export {
  isStandardSchema,
  type Schema,
  type SchemaInput,
  type SchemaOutput,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
} from "./standard-schema.ts";
export {
  type DataFrame,
  type EndFrame,
  type RequestHeadFrame,
  type ResponseHeadFrame,
  type Tap,
  tapHeader,
  tapUrl,
  type WireFrame,
} from "./tap.ts";
export { openTap, type TapExchange, type TapSettings } from "./tap-exchange.ts";
export type { DetailedTask, Task, TaskFailure, TaskStatus } from "./task/task.ts";
export { TASKS_EXTENSION } from "./task/task.ts";
export type {
  NewTask,
  TaskEnd,
  TaskEngine,
  TaskKind,
  TaskPolicy,
  TaskRun,
  TaskWorker,
} from "./task/task-engine.ts";
export type {
  FailedAttempt,
  TaskFilter,
  TaskInspection,
  TaskOperator,
  TaskPage,
  TaskPhase,
  TaskQueue,
  TaskState,
  TaskSummary,
} from "./task/task-operator.ts";
export { hasTaskEnded, TASK_STATUSES } from "./task/task-status.ts";
export type {
  HistogramOptions,
  InstrumentOptions,
  ReportValue,
  TelemetryCounter,
  TelemetryHistogram,
  TelemetryMeter,
} from "./telemetry/meter.ts";
export { noTelemetry } from "./telemetry/no-telemetry.ts";
export type { Ending, Observed, ObservedSpan } from "./telemetry/observed-request.ts";
export type {
  TelemetryAttributes,
  TelemetrySpan,
  TelemetrySpanKind,
  TelemetrySpanOptions,
  TraceReference,
} from "./telemetry/span.ts";
export type { Telemetry } from "./telemetry/telemetry.ts";
export {
  type Connectable,
  type ConnectableOptions,
  isConnectable,
  openTransport,
  type SendOptions,
  type Transport,
  type TransportReceiver,
  transportFetch,
} from "./transport.ts";
export { untilAborted } from "./until-aborted.ts";
export type { ExpandableValue } from "./uri-template/expand-expression.ts";
export type { UriTemplateValue } from "./uri-template/match-template.ts";
export { normalizeUri, spellingsOf } from "./uri-template/uri-spelling.ts";
export { UriTemplate } from "./uri-template/uri-template.ts";
export { type UserPlace, userStateFolder } from "./user-state-folder.ts";
