import type { Clock, Duration, OptionNames, Random } from "@mortise/protocol";
import {
  checkValues,
  describeValue,
  MortiseError,
  parseDuration,
  systemClock,
  systemRandom,
} from "@mortise/protocol";
import type { AuthorizationServerMetadata } from "../authorization-server-metadata/authorization-server-metadata.ts";
import { checkGivenMetadata } from "../authorization-server-metadata/given-metadata.ts";
import type { ProofKey } from "../dpop/proof-key.ts";
import type { Grant } from "../grant/grant.ts";
import type { Fetch, FetchFor } from "../network/fetch.ts";
import type { QuirkName, Quirks } from "../quirk/quirks.ts";
import { toQuirks } from "../quirk/quirks.ts";
import { MemoryTokenStore } from "../token-store/memory-token-store.ts";
import type { GrantKind } from "../token-store/record.ts";
import type { Owner } from "../token-store/record-key.ts";
import type { TokenStore } from "../token-store/token-store.ts";
import type { SessionSettings } from "./session-settings.ts";

/** The options that every way to sign in has. */
export interface SessionOptions {
  /** The scopes to ask for. Default: those that the server names. */
  readonly scopes?: readonly string[];
  /** The identity provider whose deviations are to be lived with, or the deviations. Default: none. */
  readonly quirks?: QuirkName | Quirks;
  /**
   * Metadata of an authorization server that publishes none; used for its issuer alone. `{ issuer }` names
   * the authorization server of a server that names none.
   */
  readonly metadata?: AuthorizationServerMetadata;
  /** Binds tokens to a key of the client (RFC 9449). Default `false`: Bearer tokens. */
  readonly dpop?: boolean | ProofKey;
  /** Keeps logins. Default: the memory of the process. */
  readonly store?: TokenStore;
  /** Keeps the logins of several accounts at one server apart. Default `default`. */
  readonly profile?: string;
  /** Sends the requests to authorization servers. Default: the fetch of the connection. */
  readonly fetch?: Fetch;
  /**
   * Gives the fetch for a server, such as one that guards addresses. Default: `fetch` as it is; without
   * one, the platform's for all but private addresses that the word of a public server spells out.
   */
  readonly fetchFor?: FetchFor;
  /** The longest wait for one answer of an authorization server. Default 10 s. */
  readonly timeout?: Duration;
  /** Gives the time. Default: the platform's. */
  readonly clock?: Clock;
  /** Makes random values. Default: the platform's. */
  readonly random?: Random;
  /** Receives problems that fail no request. Default: none are reported. */
  readonly onWarning?: (message: string) => void;
}

/** The names of {@link SessionOptions}, for the check of options that extend them. */
export const SESSION_OPTIONS: OptionNames<SessionOptions> = {
  scopes: true,
  quirks: true,
  metadata: true,
  dpop: true,
  store: true,
  profile: true,
  fetch: true,
  fetchFor: true,
  timeout: true,
  clock: true,
  random: true,
  onWarning: true,
};

/** The parts that a grant is made of. */
export interface SessionBase {
  readonly store: TokenStore;
  readonly owner: Owner;
}

/**
 * Returns the store and the owner of the records that options mean.
 *
 * @throws MortiseError `INVALID_OPTION` for a store that has not the functions of a TokenStore.
 */
export function toSessionBase(
  { store, clock, profile = "default" }: SessionOptions,
  kind: GrantKind,
  clientId: string | undefined,
): SessionBase {
  if (store !== undefined) checkStore(store);
  return { store: store ?? new MemoryTokenStore(clock), owner: { profile, kind, clientId } };
}

/**
 * Works out the settings of a session.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function toSessionSettings(
  options: SessionOptions,
  { store, owner }: SessionBase,
  grant: Grant,
): SessionSettings {
  const { scopes, quirks, metadata, dpop = false, fetch, fetchFor, timeout = "10s" } = options;
  checkValues("auth", options, {
    fetch: "function",
    fetchFor: "function",
    onWarning: "function",
    profile: "text",
    metadata: "object",
  });
  if (metadata !== undefined) checkGivenMetadata(metadata);
  if (typeof dpop !== "boolean") checkValues("auth", { dpop }, { dpop: "object" });
  if (scopes !== undefined && !(Array.isArray(scopes) && scopes.every(isScope))) {
    throw new MortiseError(
      "INVALID_OPTION",
      `scopes: ${JSON.stringify(scopes)} is no list of scopes, such as ["orders:read"]; each is one word (RFC 6749, 3.3)`,
      { data: { option: "scopes" } },
    );
  }
  return {
    grant,
    store,
    owner,
    scopes,
    quirks: toQuirks(quirks),
    issuer: grant.issuer ?? metadata?.issuer,
    metadata,
    dpop,
    fetch,
    fetchFor,
    timeoutMs: parseDuration(timeout, "timeout"),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    warn: (message) => options.onWarning?.(message),
  };
}

function isScope(scope: unknown): boolean {
  return typeof scope === "string" && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope);
}

function checkStore(store: unknown): void {
  const given = typeof store === "object" && store !== null ? (store as Partial<TokenStore>) : {};
  const missing = (["get", "set", "delete", "lock"] as const).find(
    (name) => typeof given[name] !== "function",
  );
  if (missing === undefined) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `store takes a TokenStore, such as new MemoryTokenStore(); it got ${describeValue(store)} without the function ${missing}`,
    { data: { option: "store" } },
  );
}
