import type { Clock, Duration, JsonObject } from "@mortise/protocol";
import { aborted } from "../cancellation/until-cancelled.ts";
import type { Exchange } from "../request/exchange.ts";
import type { ClientCacheOptions } from "./cache-options.ts";
import { readFreshness, toCacheKey } from "./cacheable.ts";
import type { Outdated, Subject } from "./outdated-by.ts";
import type { PrincipalSource } from "./principal.ts";
import { ResponseStore } from "./response-store.ts";
import { SharedExchange } from "./shared-exchange.ts";

/** A request whose response may come from a {@link ResponseCache}. */
export interface CacheableRequest {
  /** The method, which is part of the key. */
  readonly method: string;
  /** The params with their metadata, which are part of the key. */
  readonly params: JsonObject;
  /** Cancels this caller's wait. */
  readonly signal: AbortSignal;
  /** Callers with different time limits do not share a request. */
  readonly timeout: Duration | undefined;
  /** Asks the server even if a response is kept. */
  readonly isFresh: boolean;
}

type Send = (signal: AbortSignal) => Promise<Exchange>;

/**
 * Keeps the responses of one connection as long as the server says they are fresh (2026-07-28,
 * Caching).
 *
 * Callers that ask for the same at the same time share one request. Errors, and results for which
 * the server asked for input, are neither kept nor given to other callers.
 */
export class ResponseCache {
  readonly #store: ResponseStore;
  readonly #principal: PrincipalSource | undefined;
  #latest: { readonly principal: string; readonly account: string } | undefined;
  readonly #underway = new Set<SharedExchange>();
  readonly #joinable = new Map<string, SharedExchange>();

  constructor(options: ClientCacheOptions, clock: Clock) {
    this.#store = new ResponseStore(options, clock);
    this.#principal = options.principal;
  }

  /** Returns the kept response to a request, or the result of `send`. */
  async request(request: CacheableRequest, send: Send): Promise<JsonObject> {
    const { method, params, signal, timeout, isFresh } = request;
    if (signal.aborted) throw aborted(request);
    const shared = toCacheKey(method, params);
    // Without accounts nothing is awaited, so that callers of one turn share one request.
    const account = this.#principal && (await this.#accountOf(this.#principal));
    const key = account === undefined ? shared : `${account} ${shared}`;
    const kept = isFresh ? undefined : (this.#store.get(key) ?? this.#store.get(shared));
    if (kept !== undefined) return JSON.parse(kept);
    const place = `${String(timeout)} ${key}`;
    const joinable = isFresh ? undefined : this.#joinable.get(place);
    const exchange = joinable?.isOpen
      ? joinable
      : this.#begin(place, { key, shared }, request, this.#watchAccount(account, send));
    return (await exchange.wait(request)) ?? (await send(signal)).result;
  }

  /** Returns whether a response to `method` is kept. */
  has(method: string): boolean {
    return this.#store.has(method);
  }

  /** Drops the responses that `isOutdated` names, and does not keep those that are in flight. */
  drop(isOutdated: Outdated): void {
    this.#store.drop(isOutdated);
    this.#supersede(({ subject }) => isOutdated(subject));
  }

  /** Detaches requests in flight, so that later callers see the effect of a call made just now. */
  separate(): void {
    this.#joinable.clear();
  }

  /** Identifies an account by a digest, because its name may be a secret by mistake. */
  async #accountOf(source: PrincipalSource): Promise<string> {
    const principal = await source();
    if (principal === this.#latest?.principal) return this.#latest.account;
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(principal));
    const pairs = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0"));
    this.#latest = { principal, account: pairs.join("") };
    return this.#latest.account;
  }

  /** Finds out after a request whether the account changed meanwhile, such as by a login. */
  #watchAccount(account: string | undefined, send: Send): Send {
    const principal = this.#principal;
    if (principal === undefined) return send;
    return async (signal) => {
      const exchange = await send(signal);
      const isSame = (await this.#accountOf(principal)) === account;
      return isSame ? exchange : { ...exchange, isForOneCaller: true };
    };
  }

  #begin(
    place: string,
    { key, shared }: { readonly key: string; readonly shared: string },
    { method, params }: CacheableRequest,
    send: Send,
  ): SharedExchange {
    // A late response must not replace that to a later request.
    this.#supersede((earlier) => earlier.key === key);
    const { uri } = params;
    const subject = { method, uri: typeof uri === "string" ? uri : undefined };
    const exchange: SharedExchange = new SharedExchange(key, subject, send, (settled) =>
      exchange.isOutdated
        ? undefined
        : this.#keep(isPublic(settled.result) ? shared : key, subject, settled),
    );
    this.#underway.add(exchange);
    this.#joinable.set(place, exchange);
    exchange.onSettled(() => {
      this.#underway.delete(exchange);
      if (this.#joinable.get(place) === exchange) this.#joinable.delete(place);
    });
    return exchange;
  }

  #supersede(isMeant: (exchange: SharedExchange) => boolean): void {
    for (const exchange of this.#underway) {
      if (isMeant(exchange)) exchange.isOutdated = true;
    }
  }

  #keep(key: string, subject: Subject, { result, isForOneCaller }: Exchange): string | undefined {
    const freshMs = isForOneCaller ? 0 : readFreshness(subject.method, result);
    if (freshMs === 0) return undefined;
    const text = JSON.stringify(result);
    this.#store.set(key, subject, text, freshMs);
    return text;
  }
}

/** Only a public response may be given to other accounts (2026-07-28, Caching, Cache Scope). */
function isPublic({ cacheScope }: JsonObject): boolean {
  return cacheScope === "public";
}
