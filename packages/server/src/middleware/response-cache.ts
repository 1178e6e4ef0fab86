import type { Duration, KeyValueStore, OptionNames } from "@mortise/protocol";
import { canonicalJson, checkOptions, MortiseError, parseDuration } from "@mortise/protocol";
import { heldScopes } from "../authorization/held-scopes.ts";
import { Outcome } from "../result/outcome.ts";
import type { InterceptedRequest, Middleware, Next } from "./middleware.ts";
import { toValueKey } from "./value-key.ts";

/** The results that are kept, their lifetime and their scope. */
export interface ResponseCacheOptions {
  /** How long a result is kept. */
  readonly ttl: Duration;
  /** The tools whose results are kept. Default: those annotated with `readOnlyHint`. */
  readonly tools?: readonly string[];
  /** The methods whose results are kept. Default: `tools/call` alone. */
  readonly methods?: readonly string[];
  /**
   * The callers that a result may serve. Default `"principal"`: the one that caused it, with the same
   * client and scopes; callers without a principal are one. `"everyone"` suits results that do not
   * depend on the caller.
   */
  readonly scope?: "principal" | "everyone";
  /** A further key of the result, such as a tenant; `undefined` keeps nothing of the request. */
  readonly key?: (request: InterceptedRequest) => string | undefined;
  /** Characters of JSON that a kept result may have. Default 262,144. */
  readonly maxLength?: number;
  /** Keeps the results. Default: what the instances of the server share. */
  readonly values?: KeyValueStore;
}

const OPTIONS: OptionNames<ResponseCacheOptions> = {
  ttl: true,
  tools: true,
  methods: true,
  scope: true,
  key: true,
  maxLength: true,
  values: true,
};

const DEFAULT_MAX_LENGTH = 262_144;
/** Once a minute is often enough to tell that the backplane is away. */
const WARN_EVERY_MS = 60_000;

/**
 * Answers a request with the result that the same request had within `ttl`, and lets requests that
 * are the same and come at the same time wait for one of them.
 *
 * The same is: method and parameters without `_meta`, revision and principal. Errors, failed tools,
 * results that took input and those that are not complete are not kept. A caller that `scopes` or
 * `allow` of the target refuse gets no kept result. Where the backplane cannot be
 * reached, nothing is kept.
 */
export function responseCache(options: ResponseCacheOptions): Middleware {
  checkOptions("responseCache", options, OPTIONS);
  const ttlMs = parseDuration(options.ttl, "responseCache ttl");
  if (ttlMs <= 0) throw new MortiseError("INVALID_OPTION", "A ttl of 0 keeps nothing");
  const cache = new ResponseCache(options, ttlMs);
  return (request, next) => cache.answer(request, next);
}

class ResponseCache {
  readonly #options: ResponseCacheOptions;
  readonly #ttlMs: number;
  readonly #methods: ReadonlySet<string>;
  /** Requests that others wait for; each ends with its request. */
  readonly #running = new Map<string, Promise<Outcome>>();
  #warnedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ResponseCacheOptions, ttlMs: number) {
    this.#options = options;
    this.#ttlMs = ttlMs;
    this.#methods = new Set(options.methods ?? ["tools/call"]);
  }

  async answer(request: InterceptedRequest, next: Next): Promise<Outcome> {
    const about = this.#describe(request);
    if (about === undefined) return next();
    const key = await toValueKey("response", about);
    const kept = await this.#read(key, request);
    if (kept !== undefined) {
      // The rules of another caller, or of another time, permitted the result that was kept.
      await request.authorize();
      return new Outcome(kept);
    }
    const running = this.#running.get(key);
    if (running === undefined) return this.#lead(key, request, next);
    const outcome = await running.catch(() => undefined);
    // The shared request failed or was cancelled, which says nothing about this one.
    if (outcome === undefined) return next();
    await request.authorize();
    return outcome;
  }

  /** Answers a request that others may wait for. */
  async #lead(key: string, request: InterceptedRequest, next: Next): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    promise.catch(() => undefined);
    this.#running.set(key, promise);
    try {
      const outcome = await next();
      if (!this.#isKeepable(outcome, request)) {
        reject(undefined);
        return outcome;
      }
      resolve(outcome);
      await this.#write(key, outcome, request);
      return outcome;
    } catch (error) {
      reject(error);
      throw error;
    } finally {
      this.#running.delete(key);
    }
  }

  /** The key of equal requests; `undefined` for one that is not kept. */
  #describe(request: InterceptedRequest): string | undefined {
    const { method, target, principal, revision, server, tookInput } = request;
    const { tools, scope = "principal", key } = this.#options;
    if (!this.#methods.has(method) || tookInput) return undefined;
    // A tool hidden from the caller is not answered from the cache either.
    if (!request.isOffered) return undefined;
    if (method === "tools/call") {
      const isKept = tools
        ? tools.includes(target ?? "")
        : request.tool?.annotations?.readOnlyHint === true;
      if (!isKept) return undefined;
    }
    const further = key ? key(request) : "";
    if (further === undefined) return undefined;
    const { _meta, ...params } = request.params;
    const { id, clientId } = principal ?? {};
    const scopes = heldScopes(principal, server.log);
    const who = scope === "everyone" ? [] : [id ?? null, clientId ?? null, [...scopes].sort()];
    return canonicalJson([server.name, method, revision, params, who, further]);
  }

  #isKeepable(outcome: Outcome, request: InterceptedRequest): boolean {
    const { maxLength = DEFAULT_MAX_LENGTH } = this.#options;
    if (outcome.resultType !== "complete" || outcome.isError || request.tookInput) return false;
    return outcome.text.length <= maxLength;
  }

  async #read(key: string, request: InterceptedRequest): Promise<string | undefined> {
    try {
      return await this.#values(request).get(key);
    } catch (error) {
      this.#warn(request, error);
      return undefined;
    }
  }

  async #write(key: string, { text }: Outcome, request: InterceptedRequest): Promise<void> {
    try {
      await this.#values(request).set(key, text, this.#ttlMs);
    } catch (error) {
      this.#warn(request, error);
    }
  }

  #values({ server }: InterceptedRequest): KeyValueStore {
    return this.#options.values ?? server.values;
  }

  #warn({ server }: InterceptedRequest, error: unknown): void {
    const now = server.clock.monotonic();
    if (now - this.#warnedAt < WARN_EVERY_MS) return;
    this.#warnedAt = now;
    const message =
      "The backplane of a response cache cannot be reached; requests are answered afresh";
    server.log({ level: "warning", message, error });
  }
}
