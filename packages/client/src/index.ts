/**
 * Clients: connect to a server, call its tools, read its resources, listen for changes.
 *
 * @module
 */
export type * from "@mortise/protocol";
export type { ClientCacheOptions } from "./cache/cache-options.ts";
export type {
  ArgumentsFor,
  Catalogued,
  CatalogueOf,
  InputOf,
  OutputOf,
  PromptsOf,
  ToolsOf,
} from "./client/catalogue.ts";
export type {
  CallToolOptions,
  Client,
  CompletionReference,
  ListenFilter,
  RequestOptions,
} from "./client/client.ts";
export type { InputContext, InputHandlers } from "./client-feature/input-handler.ts";
export { type ConnectOptions, connect } from "./connect.ts";
export type { NamedConnectable, Target } from "./connection/transport-source.ts";
export type {
  ClientExtension,
  ClientExtensionMethod,
  ExtensionExchange,
  ExtensionResult,
  OutgoingAddition,
  OutgoingRequest,
} from "./extension/client-extension.ts";
export type { HeaderSource } from "./http/header-source.ts";
export type { HttpTransportOptions } from "./http/http-options.ts";
export { HttpTransport } from "./http/http-transport.ts";
export { KnownServers } from "./known-server/known-servers.ts";
export type { LogEntry } from "./logging/log-entry.ts";
export type { Progress } from "./progress/progress.ts";
export { readRetryAfter } from "./request/retry-after.ts";
export { parseSkill, type SkillText } from "./skill/frontmatter.ts";
export type { LoadedSkill } from "./skill/loaded-skill.ts";
export { type SkillReader, type SkillReaderOptions, skillsOf } from "./skill/skill-reader.ts";
export type { SkillFile } from "./skill/verify.ts";
export type { ChangeCallbacks } from "./subscription/change-callback.ts";
export type { ChangeNotification } from "./subscription/change-queue.ts";
export type { ClientListenOptions } from "./subscription/listen.ts";
export type { ClientTask, TaskRequestOptions, TaskWaitOptions } from "./task/client-task.ts";
export type { ToolResult } from "./tool/tool-result.ts";
