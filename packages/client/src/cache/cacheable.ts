import type { JsonObject } from "@mortise/protocol";
import { canonicalJson } from "@mortise/protocol";

/** The requests whose results may be kept, with the list that each result holds. */
const LIST_FIELDS: ReadonlyMap<string, string> = new Map([
  ["server/discover", "supportedVersions"],
  ["tools/list", "tools"],
  ["prompts/list", "prompts"],
  ["resources/list", "resources"],
  ["resources/templates/list", "resourceTemplates"],
  ["resources/read", "contents"],
]);

/**
 * Returns whether the result of a request may be kept (2026-07-28, Caching, Cacheable Results).
 *
 * A request that carries answers to the server's questions may not: they are no part of the key.
 */
export function isCacheable(method: string, params: JsonObject): boolean {
  return LIST_FIELDS.has(method) && !("inputResponses" in params) && !("requestState" in params);
}

/**
 * Returns how many milliseconds a result stays fresh; 0 without a usable `ttlMs`, and for a result
 * that its method must not return, so that it is not met twice.
 */
export function readFreshness(method: string, result: JsonObject): number {
  const field = LIST_FIELDS.get(method);
  const { ttlMs } = result;
  const isWhole = field !== undefined && Array.isArray(result[field]);
  return isWhole && Number.isFinite(ttlMs) ? Math.max(0, Number(ttlMs)) : 0;
}

/** Names a request by its method and parameters, in whatever order their members come. */
export function toCacheKey(method: string, params: JsonObject): string {
  return `${method} ${canonicalJson(params)}`;
}
