import type { ClientIdentity } from "../client-authentication/client-identity.ts";
import type { GrantRecord } from "../token-store/record.ts";
import { scopeOf, toTokenMembers } from "./grant.ts";
import type { EndpointAccess } from "./token-endpoint.ts";
import { requestTokens, sendForm } from "./token-endpoint.ts";

/** How a record's authorization server is asked once more. */
export interface RefreshSettings {
  readonly client: ClientIdentity;
  readonly access: EndpointAccess;
  /** Sends the scopes that were asked for at first. */
  readonly repeatsScopes: boolean;
}

/**
 * Gets a new access token for a record with its refresh token (OAuth 2.1, 4.3), at the endpoint, as the
 * client and for the resource of the first request.
 *
 * A response without a refresh token leaves the old one valid (RFC 6749, 6).
 *
 * @throws TokenRequestError, and what `requestTokens` throws.
 */
export async function refreshRecord(
  record: GrantRecord,
  { client, access, repeatsScopes }: RefreshSettings,
): Promise<GrantRecord> {
  const { refreshToken, ownIssuer, tokenEndpoint, resource, sendsResource, requestedScopes } =
    record;
  const tokens = await requestTokens(
    {
      issuer: ownIssuer,
      endpoint: tokenEndpoint,
      client,
      grantType: "refresh_token",
      parameters: {
        refresh_token: refreshToken,
        resource: sendsResource ? resource : undefined,
        scope: repeatsScopes ? scopeOf(requestedScopes) : undefined,
      },
    },
    access,
  );
  return {
    ...record,
    ...toTokenMembers(tokens),
    refreshToken: tokens.refreshToken ?? refreshToken,
    subject: tokens.subject ?? record.subject,
    grantedScopes: tokens.scopes ?? record.grantedScopes,
    isRefreshed: true,
  };
}

/**
 * Revokes the tokens of a record (RFC 7009), the refresh token if there is one; a server without the
 * endpoint is not asked. Rejects only when the server cannot be reached.
 */
export async function revokeRecord(
  record: GrantRecord,
  { client, access }: Pick<RefreshSettings, "client" | "access">,
): Promise<void> {
  const { revocationEndpoint: endpoint, refreshToken, accessToken, ownIssuer: issuer } = record;
  if (endpoint === undefined) return;
  const body = new URLSearchParams({
    token: refreshToken ?? accessToken,
    token_type_hint: refreshToken === undefined ? "access_token" : "refresh_token",
  });
  await sendForm({ issuer, endpoint, client, body }, access);
}
