import { chooseMethods } from "../client-authentication/choose-method.ts";
import type { ClientIdentity } from "../client-authentication/client-identity.ts";
import type { GrantContext } from "./grant.ts";
import { tokenEndpointOf } from "./grant.ts";
import { isTokenError, requestTokens } from "./token-endpoint.ts";
import type { TokenResponse } from "./token-response.ts";

/** Tokens, and the client as it authenticated for them. */
export interface ClientTokens {
  readonly client: ClientIdentity;
  readonly tokens: TokenResponse;
}

/**
 * Asks for tokens as a client; one with a secret that is not known by its first method tries the other
 * that the server lists, once. The method that worked is that of the returned client.
 *
 * @throws TokenRequestError, and what `requestTokens` throws.
 */
export async function requestAsClient(
  context: GrantContext,
  client: ClientIdentity,
  request: {
    readonly grantType: string;
    readonly parameters: Readonly<Record<string, string | undefined>>;
  },
): Promise<ClientTokens> {
  const { discovered, access } = context;
  const { metadata } = discovered;
  const endpoint = tokenEndpointOf(discovered);
  const send = async (as: ClientIdentity): Promise<ClientTokens> => ({
    client: as,
    tokens: await requestTokens(
      { issuer: metadata.issuer, endpoint, client: as, ...request },
      access,
    ),
  });
  try {
    return await send(client);
  } catch (error) {
    const other = otherMethod(client, metadata.token_endpoint_auth_methods_supported);
    if (other === undefined || !isTokenError(error, "invalid_client")) throw error;
    return await send(other);
  }
}

/** The method of a registration is the server's own word, and has no other. */
function otherMethod(
  client: ClientIdentity,
  supported: readonly string[] | undefined,
): ClientIdentity | undefined {
  if (client.source !== "configured" || client.secret === undefined) return undefined;
  const method = chooseMethods(client, supported).find((each) => each !== client.method);
  return method === undefined ? undefined : { ...client, method };
}
