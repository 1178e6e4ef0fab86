import type { ServerCapabilities } from "./capability.ts";
import type { ContentBlock, ResourceContents } from "./content.ts";
import type { JsonObject } from "./json.ts";
import type { PromptMessage } from "./prompt.ts";

/** The result of a successful response; `resultType` is absent before 2026-07-28. */
export interface Result extends JsonObject {
  /** `complete`, `input_required`, or a type of an extension; absent in older revisions. */
  readonly resultType?: string;
  /** Further data, by name. */
  readonly _meta?: JsonObject;
}

/** The caches that may keep a result (2026-07-28, Caching). */
export type CacheScope = "public" | "private";

/** The lifetime of a result in caches, and their scope; absent before 2026-07-28. */
export interface CacheHints {
  /** Milliseconds; 0 is stale at once. */
  readonly ttlMs?: number;
  /** `private` for one user's cache, `public` for any. */
  readonly cacheScope?: CacheScope;
}

/** The result of `server/discover`. */
export interface DiscoverResult extends Result, CacheHints {
  /** The revisions that the server speaks, newest first. */
  readonly supportedVersions: readonly string[];
  /** The features of the server. */
  readonly capabilities: ServerCapabilities;
  /** Advice for a model that uses the server. */
  readonly instructions?: string;
}

/** The result of `tools/call`. */
export interface CallToolResult extends Result {
  /** The result as blocks, for the model. */
  readonly content: readonly ContentBlock[];
  /** The result as JSON, for programs. */
  readonly structuredContent?: unknown;
  /** The tool failed, and the content says how. Default `false`. */
  readonly isError?: boolean;
}

/** The result of `resources/read`. */
export interface ReadResourceResult extends Result, CacheHints {
  /** The contents, one for each part of the resource. */
  readonly contents: readonly ResourceContents[];
}

/** The result of `prompts/get`. */
export interface GetPromptResult extends Result {
  /** A description of the prompt. */
  readonly description?: string;
  /** The rendered messages. */
  readonly messages: readonly PromptMessage[];
}

/** The result of `completion/complete`. */
export interface CompleteResult extends Result {
  /** The suggestions. */
  readonly completion: Completion;
}

/** Values that would complete an argument; at most 100. */
export interface Completion {
  /** The suggestions, at most 100. */
  readonly values: readonly string[];
  /** The number of all suggestions, if it is known. */
  readonly total?: number;
  /** There are more suggestions than these. */
  readonly hasMore?: boolean;
}

/** Which notifications a `subscriptions/listen` stream carries (2026-07-28, Subscriptions). */
export interface SubscriptionFilter {
  /** Reports changes of the list of tools. */
  readonly toolsListChanged?: boolean;
  /** Reports changes of the list of prompts. */
  readonly promptsListChanged?: boolean;
  /** Reports changes of the list of resources. */
  readonly resourcesListChanged?: boolean;
  /** URIs whose updates are wanted. */
  readonly resourceSubscriptions?: readonly string[];
}
