import type {
  AuthorizationServerMetadata,
  MetadataRules,
} from "../authorization-server-metadata/authorization-server-metadata.ts";
import {
  fetchAuthorizationServerMetadata,
  findAuthorizationServerMetadata,
} from "../authorization-server-metadata/authorization-server-metadata.ts";
import { isSameIssuer } from "../authorization-server-metadata/issuer.ts";
import { AuthError } from "../error/auth-error.ts";
import { quote } from "../error/quote.ts";
import type { Network } from "../network/network.ts";
import type { Quirks } from "../quirk/quirks.ts";
import { fitsTemplate } from "../quirk/quirks.ts";
import type { ProtectedResource } from "./protected-resource.ts";
import { toResource } from "./resource-match.ts";

/** Where a client gets tokens for a server. */
export interface Discovered {
  /** The issuer as the server names it. */
  readonly issuer: string;
  readonly metadata: AuthorizationServerMetadata;
  /** The resource identifier that requests carry. */
  readonly resource: string;
  readonly scopes: readonly string[] | undefined;
  /** No document names the endpoints; they are those of 2025-03-26. */
  readonly isGuessed: boolean;
}

/** The reasons to choose one of several authorization servers. */
export interface IssuerChoice {
  /** The issuer that the client is configured for. */
  readonly required?: string | undefined;
  /** The issuer of a token that is stored. */
  readonly preferred?: string | undefined;
}

/**
 * Chooses the issuer for a server: the required one, the one that a login exists for, or the first.
 *
 * Without metadata of the resource it is the origin of the server (2025-03-26, Authorization).
 *
 * @throws AuthError `issuer_mismatch` if the server does not name the required one.
 */
export function chooseIssuer(
  server: URL,
  found: ProtectedResource | undefined,
  { required, preferred }: IssuerChoice,
): string {
  const issuers = found?.issuers ?? [];
  if (issuers.length === 0) return required ?? server.origin;
  if (required === undefined) {
    return issuers.find((issuer) => issuer === preferred) ?? issuers[0] ?? server.origin;
  }
  const chosen = issuers.find((issuer) => isSameIssuer(issuer, required));
  if (chosen !== undefined) return chosen;
  throw new AuthError(
    "issuer_mismatch",
    `The client is configured for ${required}, and the server accepts tokens of ${issuers.map(quote).join(", ")}`,
    { hint: "if you trust one of these, register a client there, and set its issuer" },
  );
}

/** The facts about a server before its authorization server is asked. */
export interface DiscoveryRequest {
  readonly server: URL;
  readonly found: ProtectedResource | undefined;
  readonly issuer: string;
  /** Metadata that the program gives for the issuer, in place of a document. */
  readonly given?: AuthorizationServerMetadata | undefined;
  readonly quirks: Quirks;
}

/**
 * Gets the metadata of the authorization server of a server.
 *
 * A server that publishes no metadata of its own, and whose origin publishes none either, is taken to have
 * the endpoints of 2025-03-26: `/authorize`, `/token` and `/register`.
 *
 * @throws AuthError what `fetchAuthorizationServerMetadata` throws.
 */
export async function discoverAuthorizationServer(
  { server, found, issuer, given, quirks }: DiscoveryRequest,
  network: Network,
): Promise<Discovered> {
  const resource = found?.resource ?? toResource(server);
  const result = { issuer, resource, scopes: found?.scopes, isGuessed: false };
  if (given?.token_endpoint !== undefined && isSameIssuer(given.issuer, issuer))
    return { ...result, metadata: given };
  const rules = toRules(issuer, quirks);
  if (found !== undefined || issuer !== server.origin) {
    return { ...result, metadata: await fetchAuthorizationServerMetadata(issuer, network, rules) };
  }
  const metadata = await findAuthorizationServerMetadata(issuer, network, rules);
  if (metadata !== undefined) return { ...result, metadata };
  return { ...result, metadata: toLegacyMetadata(issuer), isGuessed: true };
}

function toRules(issuer: string, quirks: Quirks): MetadataRules {
  const { issuerTemplate: template, allowMissingIssuer, metadataIssuer } = quirks;
  const isOfTemplate = template !== undefined && fitsTemplate(issuer, template);
  const acceptsIssuer = (named: string): boolean =>
    named === metadataIssuer ||
    (isOfTemplate && (named === template || fitsTemplate(named, template)));
  return { allowMissingIssuer, acceptsIssuer };
}

/** 2025-03-26, Authorization, Fallbacks for Servers without Metadata Discovery. */
function toLegacyMetadata(issuer: string): AuthorizationServerMetadata {
  const { origin } = new URL(issuer);
  return {
    issuer,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    registration_endpoint: `${origin}/register`,
    code_challenge_methods_supported: ["S256"],
  };
}
