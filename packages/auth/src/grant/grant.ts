import type { ClientIdentity } from "../client-authentication/client-identity.ts";
import type { Discovered } from "../discovery/authorization-server.ts";
import type { ProofJwk } from "../dpop/proof-key.ts";
import { AuthError } from "../error/auth-error.ts";
import type { Quirks } from "../quirk/quirks.ts";
import { toRecordedClient } from "../registration/client-registry.ts";
import type { GrantKind, GrantRecord, RecordedClient } from "../token-store/record.ts";
import type { Owner } from "../token-store/record-key.ts";
import type { TokenStore } from "../token-store/token-store.ts";
import type { EndpointAccess } from "./token-endpoint.ts";
import type { TokenResponse } from "./token-response.ts";

/** Everything that one attempt to get tokens depends on. */
export interface GrantContext {
  /** The URL of the MCP server. */
  readonly server: URL;
  readonly discovered: Discovered;
  /** The scopes to ask for; absent to leave the choice to the server. */
  readonly scopes: readonly string[] | undefined;
  /** Those of them that a step-up is for. */
  readonly needed?: readonly string[] | undefined;
  readonly access: EndpointAccess;
  /** The proof key in the form that is stored; absent for one that the program keeps. */
  readonly proofJwk?: ProofJwk | undefined;
  readonly store: TokenStore;
  readonly owner: Owner;
  readonly quirks: Quirks;
}

/** A way to get tokens for a server. */
export interface Grant {
  readonly kind: GrantKind;
  /** A person has to act, so that it never starts before a server asks for credentials. */
  readonly isInteractive: boolean;
  /** The issuer that the credentials of the program are for. */
  readonly issuer?: string | undefined;
  /** Gets tokens. */
  obtain(context: GrantContext): Promise<GrantRecord>;
  /** Returns the client of a record with the credentials that are not stored. */
  restore(client: RecordedClient): ClientIdentity;
  /** Forgets a client that its authorization server does not know any more. */
  forget(issuer: string, client: RecordedClient): Promise<void>;
}

/** The result of a grant, before it is a record. */
export interface Granted {
  readonly kind: GrantKind;
  readonly client: ClientIdentity;
  readonly tokens: TokenResponse;
  readonly requestedScopes: readonly string[] | undefined;
  /** Names the account. */
  readonly id: string;
  readonly redirectUri?: string | undefined;
}

/** Freezes what a grant was made with. */
export function toGrantRecord(
  { discovered, access, proofJwk, quirks }: GrantContext,
  { kind, client, tokens, requestedScopes, id, redirectUri }: Granted,
): GrantRecord {
  return {
    version: 1,
    id,
    kind,
    ...toPlaceMembers({ discovered, quirks }),
    client: toRecordedClient(client),
    redirectUri,
    requestedScopes,
    ...(access.proofKey !== undefined && tokens.tokenType === "DPoP" && { proofKey: proofJwk }),
    ...toTokenMembers(tokens),
    grantedScopes: tokens.scopes ?? requestedScopes,
    isRefreshed: false,
  };
}

/** Returns the members of a record that say which server is asked, and for which resource. */
export function toPlaceMembers({
  discovered,
  quirks,
}: Pick<GrantContext, "discovered" | "quirks">): Pick<
  GrantRecord,
  "issuer" | "ownIssuer" | "resource" | "sendsResource" | "tokenEndpoint" | "revocationEndpoint"
> {
  const { issuer, metadata, resource } = discovered;
  return {
    issuer,
    ownIssuer: metadata.issuer,
    resource,
    sendsResource: quirks.omitResource !== true,
    tokenEndpoint: tokenEndpointOf(discovered),
    revocationEndpoint: metadata.revocation_endpoint,
  };
}

/** Returns the members of a record that a token response sets. */
export function toTokenMembers(
  tokens: TokenResponse,
): Pick<GrantRecord, "accessToken" | "tokenType" | "refreshToken" | "expiresAt" | "subject"> {
  const { accessToken, tokenType, refreshToken, expiresAt, subject } = tokens;
  return { accessToken, tokenType, refreshToken, expiresAt, subject };
}

/** Returns the token endpoint of an authorization server, which every grant needs. */
export function tokenEndpointOf({ issuer, metadata }: Discovered): string {
  return requireEndpoint(issuer, "token_endpoint", metadata.token_endpoint);
}

/** Returns an endpoint of the metadata. */
export function requireEndpoint(
  issuer: string,
  name: string,
  endpoint: string | undefined,
): string {
  if (endpoint !== undefined) return endpoint;
  throw new AuthError("invalid_metadata", `The metadata of ${issuer} has no ${name}`, {
    hint: "have the authorization server publish it, or offer a grant that it supports",
  });
}

/** Returns the `resource` of a request (RFC 8707, 2). */
export function resourceOf({ discovered, quirks }: GrantContext): string | undefined {
  return quirks.omitResource === true ? undefined : discovered.resource;
}

/** Returns the value of the parameter `scope`. */
export function scopeOf(scopes: readonly string[] | undefined): string | undefined {
  return scopes === undefined || scopes.length === 0 ? undefined : scopes.join(" ");
}
