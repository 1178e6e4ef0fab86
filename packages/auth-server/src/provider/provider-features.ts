import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import { errors } from "oidc-provider";
import { devicePages } from "../page/device-pages.ts";
import type { ProviderOptions } from "./provider-options.ts";

/** The draft of Client ID Metadata Documents that is implemented; oidc-provider refuses another. */
const CIMD_DRAFT = "draft-02";

/** The extensions of OAuth that every authorization server here has. */
export function providerFeatures(options: ProviderOptions): NonNullable<Configuration["features"]> {
  const { random, acceptsRegistration, trustsClient, requiresDpopNonce } = options;
  return {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    registration: {
      enabled: acceptsRegistration,
      issueRegistrationAccessToken: false,
      idFactory: ({ oidc }) => {
        // The default of a client; only a method in the request itself keeps the engine from issuing a
        // secret, which a client without authentication has no use for (RFC 7591, 3.2.1).
        if (oidc.body) oidc.body["token_endpoint_auth_method"] ??= "none";
        return Buffer.from(random.bytes(16)).toString("base64url");
      },
    },
    clientIdMetadataDocument: {
      enabled: true,
      ack: CIMD_DRAFT,
      allowFetch: () => true,
      allowClient: (_ctx, client) => trustsClient(client),
    },
    clientCredentials: { enabled: options.acceptsClientCredentials },
    deviceFlow: devicePages(options.formSecretOf),
    introspection: { enabled: true, allowedPolicy: isOwnToken },
    revocation: { enabled: true, allowedPolicy: isOwnToken },
    dPoP: {
      enabled: true,
      nonceSecret: Buffer.from(random.bytes(32)),
      requireNonce: requiresDpopNonce,
    },
    pushedAuthorizationRequests: { enabled: true },
    resourceIndicators: resourceIndicators(options),
  };
}

/** RFC 8707: every access token is a JWT for one resource. */
function resourceIndicators({
  findResource,
  defaultResource,
  keys,
}: ProviderOptions): NonNullable<NonNullable<Configuration["features"]>["resourceIndicators"]> {
  const [{ alg, kid }] = keys;
  return {
    enabled: true,
    defaultResource: (_ctx, _client, oneOf) => {
      const [first] = oneOf ?? [];
      return (first ?? defaultResource()) as string;
    },
    // A token request without `resource` is for the resource that was granted.
    useGrantedResource: () => true,
    getResourceServerInfo: (ctx, resource) => {
      const rules = findResource(resource, readScope(ctx));
      if (rules === undefined) {
        throw new errors.InvalidTarget(`the resource is not one of this authorization server's`);
      }
      return {
        scope: rules.scopes.join(" "),
        audience: rules.audience ?? resource,
        accessTokenTTL: rules.accessTokenSeconds,
        ...(rules.isOpaque
          ? { accessTokenFormat: "opaque" as const }
          : { accessTokenFormat: "jwt" as const, jwt: { sign: { alg, kid } } }),
      };
    },
  };
}

function readScope({ oidc }: KoaContextWithOIDC): string | undefined {
  const { params, entities } = oidc;
  const granted = entities.RefreshToken ?? entities.AuthorizationCode ?? entities.DeviceCode;
  return typeof params?.["scope"] === "string" ? params["scope"] : granted?.scope;
}

/** A client may look at and revoke its own tokens alone. */
function isOwnToken(
  _ctx: KoaContextWithOIDC,
  client: { readonly clientId: string },
  token: { readonly clientId?: string | undefined },
): boolean {
  return client.clientId === token.clientId;
}
