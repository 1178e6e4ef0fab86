import type { Clock } from "@mortise/protocol";
import type { CryptoKey, FlattenedJWSInput, JSONWebKeySet, JWSHeaderParameters } from "jose";
import { createLocalJWKSet, errors } from "jose";
import { Refused } from "../challenge/refused.ts";
import { AuthError } from "../error/auth-error.ts";
import type { Network } from "../network/network.ts";
import { requestJson } from "../network/request-json.ts";

/** Age after which a set is fetched anew, beside the request that finds it old. */
const FRESH_MS = 10 * 60_000;
/** Age up to which a set is used while its server does not answer. */
const USABLE_MS = 24 * 3_600_000;
/** Fetches that unknown key ids may cause in a minute, because every client can send those. */
const FETCHES_PER_MINUTE = 5;
/** Milliseconds for which a failed fetch is not repeated. */
const BACK_OFF_MS = 2_000;

type FindKey = (header?: JWSHeaderParameters, token?: FlattenedJWSInput) => Promise<CryptoKey>;

/** Keys as they were at one moment, by the monotonic clock. */
interface Loaded {
  readonly find: FindKey;
  readonly keys: readonly unknown[];
  readonly askedAt: number;
}

/**
 * The public keys of an issuer, fetched when they are first needed.
 *
 * A key id that is not among them is looked for once more, so that keys can be rotated (OpenID Connect
 * Core 1.0, 10.1.1). While the issuer does not answer, the keys last fetched go on confirming tokens for
 * a day. A token is never refused as invalid before its key id was looked for.
 */
export class KeySet {
  readonly #locate: () => Promise<URL>;
  readonly #network: Network;
  #loaded: Loaded | undefined;
  #pending: Promise<Loaded> | undefined;
  #failure: { readonly error: unknown; readonly at: number } | undefined;
  /** The moments of the fetches that unknown key ids caused within a minute. */
  #searches: number[] = [];

  /** `locate` gives the URL of the set. */
  constructor(locate: () => Promise<URL>, network: Network) {
    this.#locate = locate;
    this.#network = network;
  }

  get #clock(): Clock {
    return this.#network.clock;
  }

  /**
   * Gives jose the key of a token.
   *
   * @throws Refused `temporarily_unavailable` if the keys cannot be had now.
   * @throws JWKSNoMatchingKey if the issuer has no such key.
   */
  readonly find: FindKey = async (header, token) => {
    const arrivedAt = this.#clock.monotonic();
    for (let loaded = await this.#current(); ; loaded = await this.#search()) {
      try {
        return await loaded.find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        // A fetch that was under way before may bring the keys from before a rotation.
        if (loaded.askedAt >= arrivedAt) throw error;
      }
    }
  };

  /**
   * Looks for other keys for a token that names none and whose signature these do not verify, within the
   * budget; returns whether the set was asked for anew since `arrivedAt`.
   *
   * @throws Refused `temporarily_unavailable`
   */
  async renew(arrivedAt: number): Promise<boolean> {
    if (!this.#loaded || this.#loaded.askedAt >= arrivedAt) return false;
    let loaded: Loaded;
    do loaded = await this.#search();
    while (loaded.askedAt < arrivedAt);
    return true;
  }

  /**
   * Fetches the set now and returns its keys.
   *
   * @throws AuthError saying why there are none.
   */
  async load(): Promise<readonly unknown[]> {
    return (await this.#fetch()).keys;
  }

  async #current(): Promise<Loaded> {
    const loaded = this.#loaded;
    const age = loaded ? this.#clock.monotonic() - loaded.askedAt : Number.POSITIVE_INFINITY;
    if (!loaded || age > USABLE_MS) return this.#fetchOrRefuse();
    // The request does not wait for keys that are probably the same.
    if (age > FRESH_MS && !this.#isBackingOff()) this.#fetch().catch(() => undefined);
    return loaded;
  }

  /** Waits for the fetch under way, or begins one for a key id that the set lacks, within the budget. */
  async #search(): Promise<Loaded> {
    const now = this.#clock.monotonic();
    this.#searches = this.#searches.filter((at) => now - at < 60_000);
    const [oldest] = this.#searches;
    if (oldest !== undefined && this.#searches.length >= FETCHES_PER_MINUTE && !this.#pending) {
      throw unavailable(
        "Unknown key ids have caused too many fetches of the key set; the next one waits",
        Math.ceil((oldest + 60_000 - now) / 1000),
      );
    }
    const isOwn = !this.#pending;
    const loaded = await this.#fetchOrRefuse();
    // A fetch that failed costs nothing: the next one waits anyway.
    if (isOwn) this.#searches.push(now);
    return loaded;
  }

  async #fetchOrRefuse(): Promise<Loaded> {
    if (this.#isBackingOff()) throw this.#refuse(this.#failure?.error);
    try {
      return await this.#fetch();
    } catch (error) {
      throw this.#refuse(error);
    }
  }

  #isBackingOff(): boolean {
    const { at } = this.#failure ?? {};
    return at !== undefined && this.#clock.monotonic() - at < BACK_OFF_MS;
  }

  #refuse(cause: unknown): Refused {
    const reason = AuthError.is(cause) ? cause.message : "the fetch of the key set failed";
    return unavailable(
      `The keys of the issuer cannot be had: ${reason}`,
      BACK_OFF_MS / 1000,
      cause,
    );
  }

  #fetch(): Promise<Loaded> {
    this.#pending ??= this.#fetchOnce().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #fetchOnce(): Promise<Loaded> {
    const askedAt = this.#clock.monotonic();
    try {
      const url = await this.#locate();
      const set = await fetchKeySet(url, this.#network);
      this.#loaded = { find: createLocalJWKSet(set) as FindKey, keys: set.keys, askedAt };
      this.#failure = undefined;
      return this.#loaded;
    } catch (error) {
      this.#failure = { error, at: this.#clock.monotonic() };
      throw error;
    }
  }
}

async function fetchKeySet(url: URL, network: Network): Promise<JSONWebKeySet> {
  const headers = { accept: "application/json, application/jwk-set+json" };
  const { status, body } = await requestJson(url, { headers }, network);
  const keys: unknown = body?.["keys"];
  if (status === 200 && Array.isArray(keys)) {
    return { keys: keys.filter((key) => typeof key === "object" && key !== null) };
  }
  const found = status === 200 ? "no key set" : String(status);
  throw new AuthError(
    status === 200 ? "invalid_metadata" : "unreachable",
    `${url.origin}${url.pathname} answered ${found}`,
    { hint: "check jwksUri, or leave it out to have it discovered from the issuer", status },
  );
}

function unavailable(detail: string, retryAfter: number, cause?: unknown): Refused {
  return new Refused("temporarily_unavailable", "The token cannot be checked now; try again", {
    detail,
    retryAfter: Math.max(1, retryAfter),
    cause,
  });
}
