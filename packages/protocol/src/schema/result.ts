import type { ServerCapabilities } from "./capability.ts";
import type { ContentBlock, ResourceContents } from "./content.ts";
import type { JsonObject } from "./json.ts";
import type { PromptMessage } from "./prompt.ts";

/** The result of a successful response; `resultType` is absent before 2026-07-28. */
export interface Result extends JsonObject {
  readonly resultType?: string;
  readonly _meta?: JsonObject;
}

/** The caches that may keep a result (2026-07-28, Caching). */
export type CacheScope = "public" | "private";

/** The lifetime of a result in caches, and their scope; absent before 2026-07-28. */
export interface CacheHints {
  /** Milliseconds; 0 is stale at once. */
  readonly ttlMs?: number;
  readonly cacheScope?: CacheScope;
}

/** The result of `server/discover`. */
export interface DiscoverResult extends Result, CacheHints {
  readonly supportedVersions: readonly string[];
  readonly capabilities: ServerCapabilities;
  readonly instructions?: string;
}

/** The result of `tools/call`. */
export interface CallToolResult extends Result {
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

/** The result of `resources/read`. */
export interface ReadResourceResult extends Result, CacheHints {
  readonly contents: readonly ResourceContents[];
}

/** The result of `prompts/get`. */
export interface GetPromptResult extends Result {
  readonly description?: string;
  readonly messages: readonly PromptMessage[];
}

/** The result of `completion/complete`. */
export interface CompleteResult extends Result {
  readonly completion: Completion;
}

/** Values that would complete an argument; at most 100. */
export interface Completion {
  readonly values: readonly string[];
  readonly total?: number;
  readonly hasMore?: boolean;
}

/** Which notifications a `subscriptions/listen` stream carries (2026-07-28, Subscriptions). */
export interface SubscriptionFilter {
  readonly toolsListChanged?: boolean;
  readonly promptsListChanged?: boolean;
  readonly resourcesListChanged?: boolean;
  /** URIs whose updates are wanted. */
  readonly resourceSubscriptions?: readonly string[];
}
