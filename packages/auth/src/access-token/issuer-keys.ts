import type { Clock } from "@mortise/protocol";
import { discoverEndpoint } from "../authorization-server-metadata/discover-endpoint.ts";
import { Refused } from "../challenge/refused.ts";
import type { Network } from "../network/network.ts";
import { KeySet } from "./key-set.ts";

/** Tenants of each kind whose key sets are kept; a pattern may have many. */
const MAX_TENANTS = 100;
/** Tenants without a token that counted which are asked about in a minute; every client can name some. */
const CANDIDATES_PER_MINUTE = 60;
/** The advice where the metadata names no key set. */
const HINT = "set jwksUri, or use introspection() if its tokens are opaque";

/** Where the keys of issuers are. */
export interface IssuerKeysOptions {
  /** The URL of the key set of an issuer; discovered if `undefined`. */
  readonly jwksUri: (issuer: string) => string | undefined;
  readonly network: Network;
}

/**
 * The keys of the issuers that tokens name, a set for each.
 *
 * Those of issuers that the operator names stay. Of the tenants of a pattern, one that has confirmed a
 * token makes room for no other that has not, so that made-up tenants displace no keys that are in use.
 */
export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  readonly #named = new Map<string, KeySet>();
  /** Tenants whose keys have confirmed a token, the one that did so last at the end. */
  readonly #tenants = new Map<string, KeySet>();
  /** Tenants whose keys have confirmed none, oldest first. */
  readonly #candidates = new Map<string, KeySet>();
  /** The moments at which candidates were added within a minute. */
  #added: number[] = [];

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
  }

  get #clock(): Clock {
    return this.#options.network.clock;
  }

  /** Returns the key set of an issuer that the operator names. */
  ofIssuer(issuer: string): KeySet {
    const known = this.#named.get(issuer);
    if (known) return known;
    const keySet = this.#create(issuer);
    this.#named.set(issuer, keySet);
    return keySet;
  }

  /**
   * Returns the key set of a tenant.
   *
   * @throws Refused `temporarily_unavailable` while too many new tenants are asked about.
   */
  ofTenant(issuer: string): KeySet {
    const known = this.#tenants.get(issuer) ?? this.#candidates.get(issuer);
    if (known) return known;
    this.#spend();
    const keySet = this.#create(issuer);
    put(this.#candidates, issuer, keySet);
    return keySet;
  }

  /** Notes that a key of an issuer has confirmed a token. */
  confirm(issuer: string): void {
    const keySet = this.#tenants.get(issuer) ?? this.#candidates.get(issuer);
    if (!keySet) return;
    this.#candidates.delete(issuer);
    put(this.#tenants, issuer, keySet);
  }

  #spend(): void {
    const now = this.#clock.monotonic();
    this.#added = this.#added.filter((at) => now - at < 60_000);
    const [oldest] = this.#added;
    if (oldest !== undefined && this.#added.length >= CANDIDATES_PER_MINUTE) {
      throw new Refused("temporarily_unavailable", "The token cannot be checked now; try again", {
        detail:
          'Tokens have named too many new tenants within a minute; the next one waits. List the tenants that are trusted, in place of "any"',
        retryAfter: Math.max(1, Math.ceil((oldest + 60_000 - now) / 1000)),
      });
    }
    this.#added.push(now);
  }

  #create(issuer: string): KeySet {
    const { jwksUri, network } = this.#options;
    const known = jwksUri(issuer);
    const locate =
      known === undefined
        ? () => discoverEndpoint({ issuer, member: "jwks_uri", hint: HINT, network })
        : async () => new URL(known);
    return new KeySet(locate, network);
  }
}

/** Puts an entry at the end, and drops the first one of too many. */
function put(map: Map<string, KeySet>, issuer: string, keySet: KeySet): void {
  map.delete(issuer);
  map.set(issuer, keySet);
  if (map.size > MAX_TENANTS) map.delete(map.keys().next().value as string);
}
