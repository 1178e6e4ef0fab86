/**
 * Servers: tools, resources and prompts, for every revision and transport.
 *
 * @module
 */
export type * from "@mortise/protocol";
export { AppView, type AppViewDefinition } from "./app/app-view.ts";
export type { ToolCaller, ToolView } from "./app/tool-view.ts";
export {
  createMemoryBackplane,
  type MemoryBackplaneOptions,
} from "./backplane/memory-backplane.ts";
export type {
  CardHeader,
  CardRepository,
  CatalogEntry,
  ServerCardOptions,
} from "./card/card-options.ts";
export { type CardEndpoint, type ServerCard, serverCard } from "./card/server-card.ts";
export type { ElicitAnswer, InputRequests } from "./client-feature/question.ts";
export type { Completer } from "./completion/completer.ts";
export {
  audio,
  type BlockOptions,
  type FileOptions,
  file,
  image,
  link,
  video,
} from "./content/block.ts";
export { ComposedResult, type ResultParts, result } from "./content/result.ts";
export { createFetchHandler, type FetchFunction } from "./create-fetch-handler.ts";
export { createMemoryTransport } from "./create-memory-transport.ts";
export type {
  ExtensionHost,
  ExtensionMethod,
  HostedTool,
  ServerExtension,
} from "./extension/extension.ts";
export type {
  ExtensionSubscription,
  OpenedSubscription,
  SubscriptionStream,
} from "./extension/extension-subscription.ts";
export type {
  InvocationLog,
  InvocationProgress,
  Invoke,
  InvokeOptions,
} from "./extension/invocation.ts";
export type {
  Forwardable,
  ForwardContext,
  ForwardedRequest,
  ForwardHandler,
  ForwardOptions,
} from "./forward/forward.ts";
export type { RequestContext } from "./handler/context.ts";
export type { Detachable, DetachOptions, HandlerTask } from "./handler/detachable.ts";
export type { FetchFallback, FetchOptions } from "./http/fetch-handler.ts";
export type { GuardOptions } from "./http/guard.ts";
export type { HealthOptions } from "./http/health.ts";
export type { HttpOptions } from "./http/http-engine.ts";
export type { SessionOptions } from "./http/legacy/session-store.ts";
export type { ServerEvent, ServerLog } from "./log/mask.ts";
export type { RequestLog } from "./logging/request-log.ts";
export { type LoggingOptions, logging, type RequestRecord } from "./middleware/logging.ts";
export type {
  InterceptedRequest,
  ListParams,
  MethodParams,
  Middleware,
  MiddlewareByMethod,
  MiddlewareServer,
  NamedParams,
  Next,
  ParamsOf,
} from "./middleware/middleware.ts";
export { type RateLimitOptions, rateLimit } from "./middleware/rate-limit.ts";
export { type ResponseCacheOptions, responseCache } from "./middleware/response-cache.ts";
export { type SizeLimitOptions, sizeLimit } from "./middleware/size-limit.ts";
export {
  type TimedRequest,
  type Timing,
  type TimingMiddleware,
  type TimingOptions,
  timing,
} from "./middleware/timing.ts";
export type { Mounted } from "./mount/mounted-types.ts";
export type { MountOptions } from "./mount-server.ts";
export type {
  PromptDefinition,
  PromptHandler,
  PromptLine,
  PromptSignature,
  PromptSignatureOf,
  PromptValue,
} from "./prompt/prompt.ts";
export type { Admission, ValidInput } from "./request/admission.ts";
export type {
  ResourceDefinition,
  ResourceEntry,
  ResourceHandler,
  ResourceTemplateDefinition,
  ResourceTemplateHandler,
  ResourceValue,
  TemplateVariables,
} from "./resource/resource.ts";
export type { CacheOptions, CachePolicy } from "./result/cache-policy.ts";
export type { Outcome } from "./result/outcome.ts";
export type { UsableSchema, UsableSchemas } from "./schema/usable-schema.ts";
export {
  createServer,
  Server,
} from "./server.ts";
export type { ServerOptions } from "./server-options.ts";
export { createSkill, type Skill, type SkillContents } from "./skill/skill.ts";
export { type SkillsOptions, skills } from "./skill/skills-extension.ts";
export type { StateOptions } from "./state/state-sealer.ts";
export { atMostOnce } from "./tool/at-most-once.ts";
export type {
  ToolContent,
  ToolDefinition,
  ToolHandler,
  ToolInput,
  ToolReturn,
  ToolSignature,
  ToolSignatureOf,
} from "./tool/tool.ts";
export type { ToolExtension } from "./tool/tool-extension.ts";
export type { ToolTask, ToolTaskOptions } from "./tool/tool-task.ts";
export type { TransformOptions } from "./transform/transform.ts";
export type {
  ArgumentTransform,
  HiddenArgument,
  PromptTransform,
  ResourceTransform,
  ShownArgument,
  ToolTransform,
} from "./transform/transform-options.ts";
export type { Transformed } from "./transform/transformed-types.ts";
export type {
  CatalogueTypes,
  EmptyCatalogue,
  WithPrompt,
  WithTool,
  WithTypes,
} from "./view/catalogue-types.ts";
export type { AccessOptions, Permission } from "./visibility/access.ts";
export type { Condition, Viewer, VisibilityOptions } from "./visibility/condition.ts";
export type { ListKind } from "./visibility/list-kind.ts";
export type { Selector } from "./visibility/selector.ts";
