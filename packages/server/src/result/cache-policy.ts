import type { CacheHints, CacheScope, Duration, OptionNames } from "@mortise/protocol";
import { checkOptions, MortiseError, parseDuration } from "@mortise/protocol";

/** The lifetime and scope of a result in the caches of clients and intermediaries. */
export interface CachePolicy {
  /** How long it is fresh; `0` is not at all. */
  readonly ttl?: Duration;
  /** `public` results may serve every caller, `private` ones only the caller that got them. */
  readonly scope?: CacheScope;
}

/** How long what a server lists and says of itself may be kept (2026-07-28, Caching). */
export interface CacheOptions {
  /** Default: 5 minutes, `public`; 1 minute where what is listed depends on the caller. */
  readonly tools?: CachePolicy;
  /** Of resources and of templates. Default: as for tools; not at all where a template lists. */
  readonly resources?: CachePolicy;
  /** Default: as for tools. */
  readonly prompts?: CachePolicy;
  /** Of `server/discover`. Default: 1 hour, `public`. */
  readonly discover?: CachePolicy;
}

const OPTIONS: OptionNames<CacheOptions> = {
  tools: true,
  resources: true,
  prompts: true,
  discover: true,
};
const POLICY: OptionNames<CachePolicy> = { ttl: true, scope: true };

/** @throws MortiseError `INVALID_OPTION` for a list that does not exist. */
export function checkCacheOptions(options: CacheOptions): void {
  checkOptions("cache", options, OPTIONS);
}

/**
 * Turns what an author says into what goes on the wire.
 *
 * @throws MortiseError `INVALID_OPTION` for a duration or scope that is none.
 */
export function toCacheHints(
  policy: CachePolicy | undefined,
  owner: string,
  fallback: Required<CacheHints>,
): Required<CacheHints> {
  if (policy !== undefined) checkOptions(`The ${owner}`, policy, POLICY);
  const { ttl, scope = fallback.cacheScope } = policy ?? {};
  if (scope !== "public" && scope !== "private") {
    throw new MortiseError(
      "INVALID_OPTION",
      `The scope in the ${owner} must be "public" or "private", not ${JSON.stringify(scope)}`,
    );
  }
  // 2026-07-28, Caching: an integer.
  return {
    ttlMs:
      ttl === undefined
        ? fallback.ttlMs
        : Math.floor(parseDuration(ttl, `The ttl in the ${owner}`)),
    cacheScope: scope,
  };
}
