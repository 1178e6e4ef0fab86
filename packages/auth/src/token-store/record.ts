import type { ClientAuthenticationMethod } from "../client-authentication/client-identity.ts";
import type { ProofJwk } from "../dpop/proof-key.ts";
import type { TokenStore } from "./token-store.ts";

/** How a stored token was obtained. */
export type GrantKind =
  | "authorization_code"
  | "device_code"
  | "client_credentials"
  | "enterprise"
  | "workload_identity";

/** The client that a grant was given to; a secret is here only if the server issued it. */
export interface RecordedClient {
  readonly id: string;
  readonly method: ClientAuthenticationMethod;
  readonly source: "configured" | "document" | "registered";
  readonly secret?: string | undefined;
}

/**
 * One grant. Its first group of members never changes, so that refresh and revocation ask the same
 * server, as the same client, for the same resource as the first request did.
 */
export interface GrantRecord {
  readonly version: 1;
  /** Names the account; stays the same over refreshes. */
  readonly id: string;
  readonly kind: GrantKind;
  readonly issuer: string;
  /** The issuer as its own metadata writes it, the audience of assertions. */
  readonly ownIssuer: string;
  readonly resource: string;
  /** Whether token requests carry `resource` (RFC 8707). */
  readonly sendsResource: boolean;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint?: string | undefined;
  readonly client: RecordedClient;
  readonly redirectUri?: string | undefined;
  /** The scopes that were asked for, not those that were granted; absent if none were. */
  readonly requestedScopes?: readonly string[] | undefined;
  /** The private key that the tokens are bound to (RFC 9449), where the store keeps it. */
  readonly proofKey?: ProofJwk | undefined;

  readonly accessToken: string;
  readonly tokenType: "Bearer" | "DPoP";
  readonly refreshToken?: string | undefined;
  /** Milliseconds since 1970, fixed when the answer came. */
  readonly expiresAt?: number | undefined;
  readonly grantedScopes?: readonly string[] | undefined;
  /** The subject of the ID token that came with the access token. */
  readonly subject?: string | undefined;
  /** The access token came by a refresh. */
  readonly isRefreshed: boolean;
}

/** A dynamic registration (RFC 7591) at one issuer. */
export interface RegistrationRecord {
  readonly version: 1;
  readonly id: string;
  readonly secret?: string | undefined;
  /** Milliseconds since 1970; absent for a secret that does not expire. */
  readonly secretExpiresAt?: number | undefined;
  readonly method: ClientAuthenticationMethod;
  readonly redirectUris: readonly string[];
  /** A login with it was begun and did not come back yet. */
  readonly isUnanswered: boolean;
}

/** A login of a web application that waits for its callback, by its `state`. */
export interface PendingLoginRecord {
  readonly version: 1;
  readonly server: string;
  readonly issuer: string;
  /** The issuer as its own metadata writes it, which the callback must name (RFC 9207). */
  readonly ownIssuer: string;
  readonly issuerAlwaysAnswers: boolean;
  readonly resource: string;
  readonly sendsResource: boolean;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint?: string | undefined;
  readonly client: RecordedClient;
  readonly redirectUri: string;
  readonly requestedScopes?: readonly string[] | undefined;
  readonly verifier: string;
  readonly proofKey?: ProofJwk | undefined;
}

/** Where the token of a server is: what its metadata said last. */
export interface ServerRecord {
  readonly version: 1;
  readonly issuer: string;
  readonly resource: string;
}

/** A stored value, and its text for a compare-and-delete. */
export interface Stored<Value> {
  readonly text: string;
  readonly value: Value;
}

/**
 * Reads a record; `undefined` for none and for one that is damaged or of another version.
 */
export async function readRecord<Value extends { readonly version: 1 }>(
  store: TokenStore,
  key: string,
): Promise<Stored<Value> | undefined> {
  const text = await store.get(key);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isKnown =
      typeof value === "object" && value !== null && Reflect.get(value, "version") === 1;
    return isKnown ? { text, value: value as Value } : undefined;
  } catch {
    return undefined;
  }
}
